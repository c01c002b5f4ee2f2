namespace Containment.Resources.Sampling;

/// <summary>Decides what of a container is due. Pure but for what it remembers of the last time.</summary>
/// <param name="options">How often.</param>
/// <param name="part">0 to 1, another for each container: spreads what is read seldom evenly over the samples.</param>
internal struct SampleSchedule(SamplerOptions options, double part)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private TimeSpan? _nextDetail, _nextIdle, _missedSince, _nextLook;
    private bool _ran;

    /// <summary>It is another container now, of which nothing is known.</summary>
    public void Begin() => (_nextDetail, _nextIdle, _ran) = (null, null, true);

    /// <summary>Its cgroups may appear at any moment.</summary>
    public void Expect() => (_missedSince, _nextLook) = (null, null);

    /// <summary>Whether to look for cgroups that were not there: for a while each time, then as seldom as at one that stands still.</summary>
    public readonly bool IsAwaited(TimeSpan now) => _nextLook is null || now >= _nextLook;

    public void Missed(TimeSpan now)
    {
        _missedSince ??= now;
        _nextLook = now - _missedSince < Patience ? now : now + options.IdleInterval;
    }

    /// <param name="now">The time.</param>
    /// <param name="tick">Since the sample before: what is due within half of it is due now.</param>
    /// <param name="ran">Whether it has used CPU time since the sample before.</param>
    /// <param name="waits">Whether it waited for something when that was last read.</param>
    public (bool Present, bool Detail) Due(TimeSpan now, TimeSpan tick, bool ran, bool waits)
    {
        Expect();
        _ran |= ran;
        var soon = now + tick / 2;
        var first = _nextDetail is null;
        var detail = first || (_ran && soon >= _nextDetail) || soon >= _nextIdle;
        if (detail)
        {
            _nextDetail = now + options.DetailInterval * (first ? part : 1);
            _nextIdle = now + options.IdleInterval * (first ? part : 1);
            _ran = false;
        }
        return (detail || ran || waits, detail);
    }
}
