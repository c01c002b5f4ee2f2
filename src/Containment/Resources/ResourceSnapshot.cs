namespace Containment.Resources;

/// <summary>What one call of <see cref="ResourceSampler.Sample"/> found. Made once and filled again and again; it is never filled by itself.</summary>
public sealed class ResourceSnapshot
{
    private ContainerSample[] _samples = [];

    /// <summary>When it was taken, by the host's clock.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>Since the sampler's sample before; zero in its first.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>How many containers there are.</summary>
    public int Count { get; private set; }

    /// <summary>All containers that have cgroups, by name; one that does not run has no processes.</summary>
    public ReadOnlySpan<ContainerSample> Samples => _samples.AsSpan(0, Count);

    /// <summary>One of them.</summary>
    public ref readonly ContainerSample this[int index] => ref Samples[index];

    /// <summary>Finds a container by its name.</summary>
    public bool TryGet(ContainerId id, out ContainerSample sample)
    {
        var (low, high) = (0, Count - 1);
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(_samples[middle].Id.Value, id.Value);
            if (order == 0)
            {
                sample = _samples[middle];
                return true;
            }
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        sample = default;
        return false;
    }

    internal void Begin(DateTimeOffset at, TimeSpan elapsed, int most)
    {
        (At, Elapsed, Count) = (at, elapsed, 0);
        if (_samples.Length < most) _samples = new ContainerSample[Math.Max(most, _samples.Length * 2)];
    }

    internal void Add(in ContainerSample sample) => _samples[Count++] = sample;
}
