using System.CommandLine;
using Containment.Cli.Options;
using Containment.Migration;

namespace Containment.Cli.Commands;

/// <summary>The moves that are open, and a person's word on one in doubt.</summary>
internal static class MigrationCommand
{
    public static Command Build(HostChoice host) => new("migration", "Moves that are open, and the word of a person on one in doubt") { List(host), Decide(host) };

    private static Command List(HostChoice host)
    {
        var command = new Command("list", "Lists the moves that are open");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            foreach (var open in await opened.ListMigrationsAsync(cancellationToken))
                Console.WriteLine($"{open.MigrationId}  {open.Id}  {open.Role}  {open.State}  {open.Peer}{(open.InDoubt ? "  in doubt" : "")}");
            return 0;
        });
        return command;
    }

    private static Command Decide(HostChoice host)
    {
        var id = new Argument<string>("migration") { Description = "The move, as migration list shows it" };
        var here = new Option<bool>("--here") { Description = "The other machine is off, and nobody starts it there before the hosts have talked: it goes on here" };
        var there = new Option<bool>("--there") { Description = "It was seen running there: the frozen copy here is deleted" };
        var command = new Command("decide", "Says who has a container whose move is in doubt; a wrong word makes two of it, or none") { id, here, there };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (!Guid.TryParse(parsed.GetValue(id), out var migration)) throw new InvalidSpecException("migration", parsed.GetValue(id), "the id of a move");
            if (parsed.GetValue(here) == parsed.GetValue(there)) throw new InvalidSpecException("decide", null, "either --here or --there");
            await using var opened = host.Open(parsed);
            await opened.DecideMigrationAsync(migration, parsed.GetValue(here) ? MigrationVerdict.RunsHere : MigrationVerdict.RunsThere, cancellationToken);
            return 0;
        });
        return command;
    }
}
