using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class ResumeCommand
{
    public static Command Build(HostChoice host) =>
        OnContainer.Each(host, "resume", "Lets frozen containers go on", (container, _, cancellationToken) => container.ResumeAsync(cancellationToken));
}
