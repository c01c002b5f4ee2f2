using System.CommandLine;
using Containment.Bundles;
using Containment.Cli.Options;
using Containment.Histories;

namespace Containment.Cli.Commands;

internal static class CloneCommand
{
    public static Command Build(HostChoice host)
    {
        var clones = new Argument<string[]>("clone") { Description = "The clones' names", Arity = ArgumentArity.OneOrMore };
        var snapshot = new Option<string?>("--snapshot") { Description = "The snapshot to clone, with memory too; its files as they are now where not given", HelpName = "name" };
        var reseed = new Option<string?>("--reseed") { Description = "What a shell runs in each clone of a snapshot with memory as soon as it goes on", HelpName = "command" };
        var volumes = new Option<string[]>("--volume", "-v") { Description = "A volume that the clone has, instead of the original's, of which no two can write; may come more than once", HelpName = "volume:inside[:ro]" };
        var alone = new Option<bool>("--without-volumes") { Description = "No volumes, though the original has some" };
        var disk = new Option<string?>("--disk") { Description = "The most that each clone's own files may take on disk; as the original's where not given", HelpName = "size[:kind]" };
        var command = new Command("clone", "Makes containers that begin where this one is, each with its own name and addresses") { clones, snapshot, reseed, volumes, alone, disk };
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            IReadOnlyList<VolumeMount>? own = parsed.GetValue(alone) ? [] : parsed.GetValue(volumes) is { Length: > 0 } texts ? [.. texts.Select(VolumeText.Parse)] : null;
            var quota = parsed.GetValue(disk) is { } size ? DiskText.Parse(size) : null;
            var options = new CloneOptions
            {
                Snapshot = parsed.GetValue(snapshot),
                Reseed = parsed.GetValue(reseed) is { } text ? new ProcessSpec("/bin/sh", "-c", text) : null,
                Describe = spec => spec with { Volumes = own ?? spec.Volumes, Disk = quota ?? spec.Disk },
            };
            foreach (var clone in await container.CloneAsync([.. parsed.GetValue(clones)!.Select(name => new ContainerId(name))], options, cancellationToken)) Console.WriteLine(clone.Id);
            return 0;
        });
    }
}
