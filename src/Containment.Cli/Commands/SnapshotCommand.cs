using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Containers;
using Containment.Histories;

namespace Containment.Cli.Commands;

/// <summary>The tree of a container's snapshots.</summary>
internal static class SnapshotCommand
{
    public static Command Build(HostChoice host) => new("snapshot", "States of a container to go back to: its files, or files and memory")
    {
        Create(host), List(host), RollBack(host), Delete(host), Diff(host), Verify(host), SnapshotScheduleCommand.Build(host),
    };

    private static Command Create(HostChoice host)
    {
        var name = new Option<string?>("--name") { Description = "What it is called; the time where not given", HelpName = "name" };
        var memory = new Option<bool>("--memory") { Description = "Save its processes too, from the same freeze" };
        var checksum = new Option<bool>("--checksum") { Description = "Keep a digest of all contents, to be compared before a roll back" };
        return OnContainer.One(host, new("create", "Takes a snapshot") { name, memory, checksum }, async (container, parsed, cancellationToken) =>
        {
            var taken = await container.SnapshotAsync(new SnapshotOptions { Name = parsed.GetValue(name), Memory = parsed.GetValue(memory), Checksum = parsed.GetValue(checksum) }, cancellationToken);
            Console.WriteLine(SnapshotLines.Of(taken));
            return 0;
        });
    }

    private static Command List(HostChoice host)
    {
        var json = new Option<bool>("--json") { Description = "As JSON, one a line" };
        return OnContainer.One(host, new("list", "Shows the tree; * is where the container stands") { json }, async (container, parsed, cancellationToken) =>
        {
            var all = await container.ListSnapshotsAsync(cancellationToken);
            foreach (var line in parsed.GetValue(json) ? all.Select(SnapshotLines.Json) : SnapshotLines.Tree(all)) Console.WriteLine(line);
            return 0;
        });
    }

    private static Command RollBack(HostChoice host)
    {
        var snapshot = new Argument<string>("snapshot") { Description = "Where to go back to" };
        var force = new Option<bool>("--force", "-f") { Description = "Kill it first if it runs" };
        return OnContainer.One(host, new("rollback", "Makes it what it was at a snapshot; with memory it goes on from there") { snapshot, force }, async (container, parsed, cancellationToken) =>
        {
            if (parsed.GetValue(force) && (await container.GetStatusAsync(cancellationToken)).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync(cancellationToken);
            await container.RollBackAsync(parsed.GetValue(snapshot)!, cancellationToken);
            Console.WriteLine(container.Id);
            return 0;
        });
    }

    private static Command Delete(HostChoice host)
    {
        var snapshots = new Argument<string[]>("snapshot") { Description = "What to delete", Arity = ArgumentArity.OneOrMore };
        return OnContainer.One(host, new("delete", "Removes snapshots; their children become their parents'") { snapshots }, async (container, parsed, cancellationToken) =>
        {
            foreach (var name in parsed.GetValue(snapshots)!)
            {
                await container.DeleteSnapshotAsync(name, cancellationToken);
                Console.WriteLine(name);
            }
            return 0;
        });
    }

    private static Command Diff(HostChoice host)
    {
        var from = new Argument<string>("from") { Description = "The first snapshot" };
        var to = new Argument<string?>("to") { Description = "The second one; now where not given", Arity = ArgumentArity.ZeroOrOne };
        return OnContainer.One(host, new("diff", "Shows what differs: A added, C changed, R removed") { from, to }, async (container, parsed, cancellationToken) =>
        {
            foreach (var (kind, path) in await container.DiffSnapshotsAsync(parsed.GetValue(from)!, parsed.GetValue(to), cancellationToken)) Console.WriteLine($"{kind.ToString()[0]} {path}");
            return 0;
        });
    }

    private static Command Verify(HostChoice host)
    {
        var snapshots = new Argument<string[]>("snapshot") { Description = "What to verify", Arity = ArgumentArity.OneOrMore };
        return OnContainer.One(host, new("verify", "Compares snapshots with what they were; reads all of their memory") { snapshots }, async (container, parsed, cancellationToken) =>
        {
            foreach (var name in parsed.GetValue(snapshots)!)
            {
                await container.VerifySnapshotAsync(name, cancellationToken);
                Console.WriteLine(name);
            }
            return 0;
        });
    }
}
