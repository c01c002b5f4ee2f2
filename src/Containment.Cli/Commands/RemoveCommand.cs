using System.CommandLine;
using Containment.Cli.Options;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class RemoveCommand
{
    public static Command Build(HostChoice host)
    {
        var force = new Option<bool>("--force", "-f") { Description = "Kill them first where they run" };
        return OnContainer.Each(host, "rm", "Removes containers with all they wrote", async (container, parsed, cancellationToken) =>
        {
            var phase = (await container.GetStatusAsync(cancellationToken)).Phase;
            if (parsed.GetValue(force) && phase is (ContainerPhase.Running or ContainerPhase.Paused)) await container.KillAsync(cancellationToken);
            await container.DeleteAsync(cancellationToken);
        }, force);
    }
}
