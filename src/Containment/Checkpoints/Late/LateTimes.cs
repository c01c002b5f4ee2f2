namespace Containment.Checkpoints.Late;

/// <summary>How long faults took, from when they were read to their answer.</summary>
internal sealed class LateTimes
{
    private readonly Lock _gate = new();
    private readonly List<TimeSpan> _times = [];

    public void Add(TimeSpan time)
    {
        lock (_gate) _times.Add(time);
    }

    public int Count
    {
        get
        {
            lock (_gate) return _times.Count;
        }
    }

    /// <summary>The one that so many hundredths of them are not longer than; zero where there is none.</summary>
    public TimeSpan Percentile(int hundredths)
    {
        lock (_gate) return _times.Count == 0 ? TimeSpan.Zero : _times.Order().ElementAt((_times.Count - 1) * hundredths / 100);
    }
}
