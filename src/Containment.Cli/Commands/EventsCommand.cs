using System.CommandLine;
using Containment.Cli.Options;

namespace Containment.Cli.Commands;

internal static class EventsCommand
{
    public static Command Build(HostChoice host)
    {
        var command = new Command("events", "Shows what happens to containers, as it happens");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var opened = host.Open(parsed);
            await foreach (var happened in opened.WatchAsync(cancellationToken))
                Console.WriteLine($"{happened.At:O}  {happened.Id}  {happened.Kind}{(happened.Exit is { } exit ? $"  {exit}" : "")}{(happened.Detail is { } detail ? $"  {detail}" : "")}");
            cancellationToken.ThrowIfCancellationRequested();
            return 0;
        });
        return command;
    }
}
