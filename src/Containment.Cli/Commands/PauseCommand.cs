using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class PauseCommand
{
    public static Command Build(HostChoice host) =>
        OnContainer.Each(host, "pause", "Freezes all processes of containers", (container, _, cancellationToken) => container.PauseAsync(cancellationToken));
}
