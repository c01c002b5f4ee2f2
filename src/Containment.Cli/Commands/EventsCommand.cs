using System.CommandLine;
using System.Threading.Channels;
using Containment.Cli.Options;
using Containment.Cli.Output;
using Containment.Containers;
using Containment.Resources;

namespace Containment.Cli.Commands;

internal static class EventsCommand
{
    public static Command Build(HostChoice host)
    {
        var kinds = new Option<string[]>("--kind", "-k") { Description = $"Only these: {string.Join(", ", EventLine.Kinds)}", HelpName = "kind", AllowMultipleArgumentsPerToken = true };
        var names = new Option<string[]>("--container", "-c") { Description = "Only of these containers", HelpName = "name", AllowMultipleArgumentsPerToken = true };
        var pressure = new Option<string[]>("--pressure") { Description = "Tell when so much time is spent waiting: cpu, memory or io; some or full; time/window, 10 s at most", HelpName = "memory:some:150ms/2s", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "One JSON object a line" };
        var command = new Command("events", "Shows what happens to containers, as it happens: their life, the limits they reach, and what they wait for") { kinds, names, pressure, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var wanted = EventLine.Kinds.Where(kind => parsed.GetValue(kinds) is not { Length: > 0 } given || given.Any(word => Check(word) && word.Equals(kind, StringComparison.OrdinalIgnoreCase))).ToHashSet();
            ContainerId[] only = [.. (parsed.GetValue(names) ?? []).Select(name => ContainerId.Parse(name))];
            var watched = new ResourceWatchOptions { Pressure = [.. (parsed.GetValue(pressure) ?? []).Select(text => PressureThreshold.Parse(text))], Containers = only.Length > 0 ? only : null };
            await using var opened = host.Open(parsed);
            await foreach (var line in MergeAsync(opened, wanted, watched, cancellationToken))
                if (only.Length == 0 || only.Contains(line.Id)) Console.WriteLine(parsed.GetValue(json) ? line.Json : line.Text);
            cancellationToken.ThrowIfCancellationRequested();
            return 0;
        });
        return command;
    }

    private static bool Check(string word) => EventLine.Kinds.Contains(word, StringComparer.OrdinalIgnoreCase) ? true : throw new InvalidSpecException("--kind", word, string.Join(", ", EventLine.Kinds));

    private static IAsyncEnumerable<EventLine> MergeAsync(ContainerHost host, HashSet<string> wanted, ResourceWatchOptions watched, CancellationToken cancellationToken)
    {
        var lines = Channel.CreateBounded<EventLine>(1024);
        List<Task> sources = [];
        if (Enum.GetNames<ContainerEventKind>().Any(wanted.Contains)) sources.Add(PumpAsync(host.WatchAsync(cancellationToken), EventLine.Of));
        if (Enum.GetNames<ResourceEventKind>().Any(wanted.Contains)) sources.Add(PumpAsync(host.WatchResourcesAsync(watched, cancellationToken), EventLine.Of));
        _ = Task.WhenAll(sources).ContinueWith(all => lines.Writer.TryComplete(all.Exception?.InnerException), TaskScheduler.Default);
        return lines.Reader.ReadAllAsync(cancellationToken);

        async Task PumpAsync<T>(IAsyncEnumerable<T> events, Func<T, EventLine> write)
        {
            try
            {
                await foreach (var happened in events)
                    if (write(happened) is var line && wanted.Contains(line.Kind)) await lines.Writer.WriteAsync(line, cancellationToken);
            }
            catch (Exception failure)
            {
                // The other one has nothing to wait for.
                lines.Writer.TryComplete(failure);
            }
        }
    }
}
