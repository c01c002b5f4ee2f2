using Containment.Containers;
using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>The containers that top shows, in order.</summary>
internal sealed class TopView(ContainerHost host, ResourceSampler sampler, bool all)
{
    private static readonly TimeSpan LimitsAge = TimeSpan.FromSeconds(3);
    private readonly ResourceSnapshot _snapshot = new();
    private readonly Dictionary<ContainerId, (ResourceLimits Limits, DateTimeOffset At)> _limits = [];

    public TopOrder Order { get; set; }

    public DateTimeOffset At => _snapshot.At;

    /// <summary>How many containers are shown in all.</summary>
    public int Count { get; private set; }

    public void Sample() => sampler.Sample(_snapshot);

    /// <summary>The first rows. Limits are read of these alone, and not at every look.</summary>
    public async Task<IReadOnlyList<TopRow>> RowsAsync(int most, CancellationToken cancellationToken)
    {
        // Without a pids controller nobody knows which ones run.
        var samples = _snapshot.Samples.ToArray().Where(sample => all || sample.Pids.Current is null or > 0).ToArray();
        Count = samples.Length;
        List<TopRow> rows = [];
        foreach (var sample in Sort(samples, Order).Take(most)) rows.Add(new(sample, await LimitsAsync(sample.Id, cancellationToken)));
        return rows;
    }

    /// <summary>The most first, and by name among equals.</summary>
    public static IEnumerable<ContainerSample> Sort(IEnumerable<ContainerSample> samples, TopOrder order) =>
        samples.OrderByDescending(sample => order switch
        {
            TopOrder.Cpu => sample.Cpu.Cores,
            TopOrder.Memory => sample.Memory.Current,
            TopOrder.Io => sample.Io.ReadBytesPerSecond + sample.Io.WrittenBytesPerSecond,
            TopOrder.Pids => sample.Pids.Current ?? 0,
            TopOrder.Pressure => TopRow.Pressure(sample),
            _ => 0,
        }).ThenBy(sample => sample.Id.Value, StringComparer.Ordinal);

    private async Task<ResourceLimits> LimitsAsync(ContainerId id, CancellationToken cancellationToken)
    {
        if (_limits.TryGetValue(id, out var known) && At - known.At < LimitsAge) return known.Limits;
        var limits = ResourceLimits.Unchanged;
        try
        {
            limits = await (await host.GetAsync(id, cancellationToken)).GetLimitsAsync(cancellationToken);
        }
        catch (ContainmentException gone) when (gone.Reason is FailureReason.NotFound or FailureReason.Corrupt)
        {
            // Just made, or deleted since it was sampled.
        }
        _limits[id] = (limits, At);
        return limits;
    }
}
