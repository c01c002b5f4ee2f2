using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.Sampling;

namespace Containment.Resources;

/// <summary>
/// Reads what all containers of a host use, as often as it is asked to: cheap enough for 1,000 containers every second. Containers may come, go and
/// start again meanwhile. For one caller at a time, as rates count from its call before. Disposing it closes its files.
/// </summary>
public sealed class ResourceSampler : IDisposable
{
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;
    private readonly ContainerHost _host;
    private readonly SamplerOptions _options;
    private readonly CgroupRecords _records;
    private readonly IEnumerable<ContainerId> _known;
    private readonly Action<ContainerId, CgroupSet?> _take;
    private readonly DescriptorBudget _budget;
    private readonly List<SampledContainer> _containers = [];
    private readonly Lock _gate = new();
    private readonly long _began;
    private byte[] _buffer = new byte[8192];
    private TimeSpan? _before;
    private int _made;
    private bool _disposed;

    internal ResourceSampler(ContainerHost host, SamplerOptions options)
    {
        (_host, _options) = (host, options);
        _budget = new(options.HeldFiles ?? DescriptorLimit.Current / 2);
        _began = host.Options.TimeProvider.GetTimestamp();
        _records = new(host);
        // Made once: a sample allocates nothing.
        (_known, _take) = (_containers.Select(container => container.Id), Take);
    }

    /// <summary>
    /// Reads what is due of each container and puts all of them into <paramref name="snapshot"/>. It takes some 20 µs for each container, and
    /// allocates nothing unless containers came or went.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The sampler was disposed.</exception>
    public void Sample(ResourceSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _records.Take(_known, _take);
            if (_budget.Share(_containers.Count))
                foreach (var container in _containers) container.Trim();
            var now = Now;
            var tick = now - _before ?? TimeSpan.Zero;
            snapshot.Begin(_host.Options.TimeProvider.GetUtcNow(), tick, _containers.Count);
            foreach (var container in _containers)
                if (container.Read(Now, tick, ref _buffer)) snapshot.Add(container.Sample);
            _before = now;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            foreach (var container in _containers) container.Dispose();
            _records.Dispose();
        }
    }

    /// <summary>How many descriptors it holds now.</summary>
    internal int Held => _budget.Held;

    private TimeSpan Now => _host.Options.TimeProvider.GetElapsedTime(_began);

    private void Take(ContainerId id, CgroupSet? set)
    {
        var at = Place(id);
        var there = at < _containers.Count && _containers[at].Id == id;
        if (there && set is not null && set.ToString() == _containers[at].Set.ToString())
        {
            _containers[at].Expect();
            return;
        }
        if (there)
        {
            _containers[at].Dispose();
            _containers.RemoveAt(at);
        }
        if (set is not null) _containers.Insert(at, new(id, set, _budget, new(_options, ++_made * Golden % 1)));
    }

    private int Place(ContainerId id)
    {
        var (low, high) = (0, _containers.Count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (string.CompareOrdinal(_containers[middle].Id.Value, id.Value) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
