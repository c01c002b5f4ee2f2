using System.CommandLine;
using Containment.Cli.Options;
using Containment.Cli.Terminal;
using Containment.Containers;

namespace Containment.Cli.Commands;

internal static class LogsCommand
{
    public static Command Build(HostChoice host)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with what is written from now on" };
        var command = new Command("logs", "Shows what a container has written") { follow };
        return OnContainer.One(host, command, async (container, parsed, cancellationToken) =>
        {
            await using var streams = new StandardStreams();
            await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = parsed.GetValue(follow) }, cancellationToken)) await streams.WriteAsync(entry);
            return 0;
        });
    }
}
