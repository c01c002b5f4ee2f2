using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;

namespace Containment.Cli.Commands;

/// <summary>Volumes of this host, and which container has them.</summary>
internal static class VolumeCommand
{
    public static Command Build(HostChoice host) => new("volume", "Disks of their own that containers have and that outlive them")
    {
        VolumeCreateCommand.Build(host), List(host), Attach(host), Detach(host), Grow(host), Snapshot(host), RollBack(host), Delete(host),
    };

    private static Command List(HostChoice host)
    {
        var quiet = new Option<bool>("--quiet", "-q") { Description = "Only names" };
        var json = new Option<bool>("--json") { Description = "As JSON, one a line" };
        var command = new Command("list", "Lists them, with their users and snapshots") { quiet, json };
        command.Aliases.Add("ls");
        command.SetAction(async (parsed, _) =>
        {
            await using var opened = host.Open(parsed);
            var all = opened.ListVolumes();
            if (parsed.GetValue(quiet)) foreach (var volume in all) Console.WriteLine(volume.Name);
            else if (parsed.GetValue(json)) foreach (var volume in all) Console.WriteLine(VolumeJson.Of(volume));
            else VolumeTable.Write(all);
            return 0;
        });
        return command;
    }

    private static Command Attach(HostChoice host)
    {
        var volume = new Argument<string>("volume") { Description = "VOLUME:/inside, or VOLUME:/inside:ro" };
        return OnContainer.One(host, new("attach", "Gives a container a volume, while it runs or stands") { volume }, async (container, parsed, cancellationToken) =>
        {
            await container.AttachVolumeAsync(VolumeText.Parse(parsed.GetValue(volume)!), cancellationToken);
            Console.WriteLine(parsed.GetValue(volume));
            return 0;
        });
    }

    private static Command Detach(HostChoice host)
    {
        var volume = new Argument<string>("volume") { Description = "The volume's name" };
        return OnContainer.One(host, new("detach", "Takes a volume from a container, while it runs or stands") { volume }, async (container, parsed, cancellationToken) =>
        {
            await container.DetachVolumeAsync(parsed.GetValue(volume)!, cancellationToken);
            Console.WriteLine(parsed.GetValue(volume));
            return 0;
        });
    }

    private static Command Grow(HostChoice host)
    {
        var name = new Argument<string>("volume") { Description = "The volume's name" };
        var size = new Argument<string>("size") { Description = "Its size from now on, as in 20G" };
        return On(host, new("grow", "Makes a volume larger, while containers have it") { name, size }, async (opened, parsed, cancellationToken) =>
        {
            await opened.GrowVolumeAsync(parsed.GetValue(name)!, ByteText.Parse("size", parsed.GetValue(size)!), cancellationToken);
            Console.WriteLine(parsed.GetValue(name));
        });
    }

    private static Command Snapshot(HostChoice host)
    {
        var snapshot = new Argument<string>("snapshot") { Description = "VOLUME@SNAPSHOT, where SNAPSHOT is the new one's name" };
        return On(host, new("snapshot", "Keeps what a volume is now, also while it is written to") { snapshot }, async (opened, parsed, cancellationToken) =>
        {
            var (volume, name) = VolumeText.Snapshot(parsed.GetValue(snapshot)!);
            await opened.SnapshotVolumeAsync(volume, name, cancellationToken);
            Console.WriteLine(parsed.GetValue(snapshot));
        });
    }

    private static Command RollBack(HostChoice host)
    {
        var snapshot = new Argument<string>("snapshot") { Description = "VOLUME@SNAPSHOT" };
        return On(host, new("rollback", "Makes a volume what it was at a snapshot; no container that has it may run") { snapshot }, async (opened, parsed, cancellationToken) =>
        {
            var (volume, name) = VolumeText.Snapshot(parsed.GetValue(snapshot)!);
            await opened.RollBackVolumeAsync(volume, name, cancellationToken);
            Console.WriteLine(parsed.GetValue(snapshot));
        });
    }

    private static Command Delete(HostChoice host)
    {
        var names = new Argument<string[]>("volume") { Description = "VOLUME, or VOLUME@SNAPSHOT for a snapshot alone", Arity = ArgumentArity.OneOrMore };
        return On(host, new("delete", "Removes volumes with all that is in them and with their snapshots, or snapshots alone") { names }, async (opened, parsed, cancellationToken) =>
        {
            foreach (var text in parsed.GetValue(names)!)
            {
                if (text.Contains('@', StringComparison.Ordinal))
                {
                    var (volume, snapshot) = VolumeText.Snapshot(text);
                    await opened.DeleteVolumeSnapshotAsync(volume, snapshot, cancellationToken);
                }
                else await opened.DeleteVolumeAsync(text, cancellationToken);
                Console.WriteLine(text);
            }
        });
    }

    private static Command On(HostChoice host, Command command, Func<ContainerHost, ParseResult, CancellationToken, Task> act)
    {
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            await act(opened, parsed, cancellationToken);
            return 0;
        });
        return command;
    }
}
