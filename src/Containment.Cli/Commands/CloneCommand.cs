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
        var command = new Command("clone", "Makes containers that begin where this one is, each with its own name and addresses") { clones, snapshot, reseed };
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            var options = new CloneOptions { Snapshot = parsed.GetValue(snapshot), Reseed = parsed.GetValue(reseed) is { } text ? new ProcessSpec("/bin/sh", "-c", text) : null };
            foreach (var clone in await container.CloneAsync([.. parsed.GetValue(clones)!.Select(name => new ContainerId(name))], options, cancellationToken)) Console.WriteLine(clone.Id);
            return 0;
        });
    }
}
