using System.CommandLine;
using Containment.Checkpoints;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

internal static class CheckpointCommand
{
    public static Command Build(HostChoice host)
    {
        var name = new Option<string?>("--name") { Description = "What it is called; the time where not given", HelpName = "name" };
        var stop = new Option<bool>("--stop") { Description = "End the container, as it was at that moment" };
        var list = new Option<bool>("--list") { Description = "Only list the checkpoints there are" };
        var remove = new Option<string?>("--delete") { Description = "Only remove this checkpoint", HelpName = "name" };
        var command = new Command("checkpoint", "Writes memory and files of a running container to disk") { name, stop, list, remove };
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(list))
                foreach (var one in await container.ListCheckpointsAsync(cancellationToken)) Show(one);
            else if (parsed.GetValue(remove) is { } gone)
                await container.DeleteCheckpointAsync(gone, cancellationToken);
            else
                Show(await container.CheckpointAsync(new CheckpointOptions { Name = parsed.GetValue(name), LeaveRunning = !parsed.GetValue(stop) }, cancellationToken));
            return 0;
        });
    }

    private static void Show(Checkpoint checkpoint) =>
        Console.WriteLine($"{checkpoint.Name}  {checkpoint.TakenAt:u}  memory {Sizes.Of(checkpoint.MemoryBytes)}  files {Sizes.Of(checkpoint.FileBytes)}  frozen {checkpoint.Freeze.TotalMilliseconds:0.0} ms");
}
