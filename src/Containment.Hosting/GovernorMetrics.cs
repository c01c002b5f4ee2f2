using System.Diagnostics.Metrics;
using Containment.Containers;
using Containment.Scheduling;

namespace Containment.Hosting;

/// <summary>
/// What the governor does, in the meter <c>Containment</c>: <c>containment.governor.actions</c> (by action), <c>containment.governor.refused</c>,
/// <c>containment.governor.short</c> (1 while memory is short), <c>containment.governor.headroom</c> and <c>containment.governor.held</c>; and
/// <c>containment.merged_memory</c> (by container).
/// </summary>
public sealed class GovernorMetrics : IDisposable
{
    private readonly ContainerHost _host;
    private readonly Meter _meter;
    private readonly Counter<long> _actions, _refused;

    /// <summary>Makes the instruments.</summary>
    public GovernorMetrics(ContainerHost host, IMeterFactory meters)
    {
        _host = host;
        _meter = meters.Create(ContainmentMetrics.MeterName);
        _actions = _meter.CreateCounter<long>("containment.governor.actions", "{action}", "What the governor decided, by action.");
        _refused = _meter.CreateCounter<long>("containment.governor.refused", "{action}", "What it could not do, by action.");
        _meter.CreateObservableGauge("containment.governor.short", () => Last?.Decision.Short == true ? 1 : 0, "1", "1 while memory is short and growth is rationed.");
        _meter.CreateObservableGauge("containment.governor.headroom", () => Last is { } last ? last.Readings.Machine.MemoryBytes - last.Readings.Machine.NeededBytes : 0, "By", "Memory that is free or can be taken back.");
        _meter.CreateObservableGauge("containment.governor.held", () => Last?.Readings.Containers.Count(one => one.Held) ?? 0, "{container}", "Containers that wait for memory and stand still.");
        _meter.CreateObservableGauge("containment.merged_memory", Merged, "By", "Memory that containers save by merging equal pages.");
    }

    /// <summary>The latest look; null while nobody governs.</summary>
    public GovernorReport? Last { get; private set; }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void Count(GovernorReport report)
    {
        Last = report;
        foreach (var action in report.Decision.Actions) _actions.Add(1, new KeyValuePair<string, object?>("action", action.GetType().Name));
        foreach (var (action, _) in report.Failed) _refused.Add(1, new KeyValuePair<string, object?>("action", action.GetType().Name));
    }

    private List<Measurement<long>> Merged()
    {
        List<Measurement<long>> all = [];
        foreach (var container in _host.ListAsync().GetAwaiter().GetResult().Where(container => container.Spec.MergeMemory))
        {
            try
            {
                all.Add(new(container.GetMergedMemoryAsync().GetAwaiter().GetResult().SavedBytes, new KeyValuePair<string, object?>("container", container.Id.Value)));
            }
            catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
            {
                // Deleted since it was listed.
            }
        }
        return all;
    }
}
