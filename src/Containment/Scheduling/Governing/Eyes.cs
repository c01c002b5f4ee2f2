using Containment.Containers.Life;
using Containment.Resources;

namespace Containment.Scheduling.Governing;

/// <summary>Sees what containers and machine use.</summary>
internal sealed class Eyes : IDisposable
{
    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(250), Seldom = TimeSpan.FromMilliseconds(500);
    private readonly ContainerHost _host;
    private readonly ResourceSampler _sampler;
    private readonly ResourceSnapshot _snapshot = new();
    private readonly Dictionary<ContainerId, GovernedContainer> _known = [];
    private readonly MachineMemory _memory;
    private DateTimeOffset _refreshed = DateTimeOffset.MinValue;

    public Eyes(ContainerHost host)
    {
        _host = host;
        _memory = MachineMemory.Of(host);
        _sampler = host.OpenSampler(new() { DetailInterval = Often, IdleInterval = Seldom });
    }

    /// <summary>Those that run and want their memory merged.</summary>
    public int Merging => _known.Values.Count(container => container.MergesMemory);

    public GovernedContainer? Find(ContainerId id) => _known.GetValueOrDefault(id);

    public async Task<GovernorReadings> LookAsync(Hands hands, CancellationToken cancellationToken)
    {
        _sampler.Sample(_snapshot);
        var refresh = _snapshot.At - _refreshed >= Seldom;
        if (refresh) _refreshed = _snapshot.At;
        List<ContainerReading> readings = new(_snapshot.Count);
        HashSet<ContainerId> there = new(_snapshot.Count);
        for (var n = 0; n < _snapshot.Count; n++)
        {
            var sample = _snapshot[n];
            there.Add(sample.Id);
            var known = _known.TryGetValue(sample.Id, out var before) ? before : _known[sample.Id] = new(_host.Containers(), sample.Id);
            if (refresh || before is null) await known.RefreshAsync(cancellationToken).ConfigureAwait(false);
            if (known.Runs) readings.Add(Read(sample, known, hands));
        }
        if (there.Count < _known.Count)
            foreach (var gone in _known.Keys.Where(id => !there.Contains(id)).ToArray()) _known.Remove(gone);
        return new(_memory.Read(), readings);
    }

    public void Dispose() => _sampler.Dispose();

    private static ContainerReading Read(in ContainerSample sample, GovernedContainer known, Hands hands) => new(sample.Id)
    {
        Service = known.Service,
        MemoryLimit = known.MemoryLimit,
        MemoryBytes = sample.Memory.Current,
        CacheBytes = Math.Clamp(sample.Memory.File ?? sample.Memory.InactiveFile ?? 0, 0, sample.Memory.Current),
        MemoryStalled = sample.MemoryPressure.Some.Total,
        CpuStalled = sample.CpuPressure.Some.Total,
        CpuTime = sample.Cpu.Time,
        CpuWeight = (known.Limits.CpuWeight ?? CpuWeight.Default).Value,
        CanBeSlowed = known.Cgroup.HighFile is not null,
        Held = hands.Holds(known),
    };
}
