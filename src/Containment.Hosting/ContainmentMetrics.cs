using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Containment.Containers;

namespace Containment.Hosting;

/// <summary>
/// The meter <c>Containment</c>: <c>containment.containers</c> (by phase), <c>containment.events</c> (by kind), and of each container its
/// <c>containment.cpu.*</c>, <c>.memory.*</c>, <c>.io.*</c>, <c>.pids</c> and <c>.pressure</c>. Events are counted as they happen; containers are
/// counted when somebody looks, from what the last event said of each; use is read when somebody looks.
/// </summary>
public sealed class ContainmentMetrics : IDisposable
{
    /// <summary>The meter's name, for AddMeter.</summary>
    public const string MeterName = "Containment";

    private readonly ContainerHost _host;
    private readonly Meter _meter;
    private readonly Counter<long> _events;
    private readonly ConcurrentDictionary<ContainerId, ContainerPhase> _phases = new();
    private readonly CancellationTokenSource _end = new();
    private readonly UsageMetrics _usage;
    private Task _watching = Task.CompletedTask;

    /// <summary>Makes the instruments of <paramref name="host"/>.</summary>
    public ContainmentMetrics(ContainerHost host, IMeterFactory meters)
    {
        _host = host;
        _meter = meters.Create(MeterName);
        _events = _meter.CreateCounter<long>("containment.events", "{event}", "What happened to containers, by kind.");
        _meter.CreateObservableUpDownCounter("containment.containers", Count, "{container}", "Containers of this host, by phase.");
        _usage = new(host, _meter);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _usage.Dispose();
        _end.Dispose();
    }

    internal void Begin() => _watching = WatchAsync();

    internal async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WatchAsync()
    {
        // Watched before they are listed: what happens between the two must be counted.
        var events = _host.WatchAsync(_end.Token);
        foreach (var container in await _host.ListAsync(_end.Token).ConfigureAwait(false)) await LookAsync(container.Id).ConfigureAwait(false);
        await foreach (var happened in events.ConfigureAwait(false))
        {
            _events.Add(1, new KeyValuePair<string, object?>("kind", happened.Kind.ToString()));
            if (happened.Kind is ContainerEventKind.Deleted or ContainerEventKind.MigratedAway) _phases.TryRemove(happened.Id, out _);
            else await LookAsync(happened.Id).ConfigureAwait(false);
        }
    }

    private async Task LookAsync(ContainerId id)
    {
        try
        {
            var container = await _host.GetAsync(id, _end.Token).ConfigureAwait(false);
            _phases[id] = (await container.GetStatusAsync(_end.Token).ConfigureAwait(false)).Phase;
        }
        catch (ContainmentException)
        {
            _phases.TryRemove(id, out _);
        }
    }

    private IEnumerable<Measurement<long>> Count() =>
        _phases.Values.CountBy(phase => phase).Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("phase", pair.Key.ToString())));
}
