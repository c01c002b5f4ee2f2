using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class StartCommand
{
    public static Command Build(HostChoice host) =>
        OnContainer.Each(host, "start", "Starts containers", (container, _, cancellationToken) => container.StartAsync(cancellationToken));
}
