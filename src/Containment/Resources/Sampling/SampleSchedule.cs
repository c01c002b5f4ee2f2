namespace Containment.Resources.Sampling;

/// <summary>Decides what of a container is due. Pure but for what it remembers of the last time.</summary>
/// <param name="options">How often.</param>
/// <param name="part">0 to 1, another for each container: spreads what is read seldom evenly over the samples.</param>
internal struct SampleSchedule(SamplerOptions options, double part)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private TimeSpan? _missedSince, _nextLook;
    private TimeSpan _nextCalm, _nextDetail, _nextRare;
    private bool _known, _ranSincePressure, _ranSinceDetail;

    /// <summary>It is another container now, of which nothing is known.</summary>
    public void Begin() => _known = false;

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
    public SampleDue Due(TimeSpan now, TimeSpan tick, bool ran, bool waits)
    {
        Expect();
        _ranSincePressure |= ran;
        _ranSinceDetail |= ran;
        var (soon, first) = (now + tick / 2, !_known);
        var rare = first || soon >= _nextRare;
        var detail = rare || (_ranSinceDetail && soon >= _nextDetail);
        var pressure = detail || (_ranSincePressure && soon >= _nextCalm);
        var share = first ? part : 1;
        if (rare) _nextRare = now + options.IdleInterval * share;
        if (detail) (_nextDetail, _ranSinceDetail) = (now + options.DetailInterval * share, false);
        if (pressure) (_nextCalm, _ranSincePressure) = (now + options.CalmInterval * share, false);
        _known = true;
        return new(Present: detail || ran || waits, pressure, detail, rare);
    }
}

/// <summary>What is to be read.</summary>
internal readonly record struct SampleDue(bool Present, bool Pressure, bool Detail, bool Rare)
{
    public bool Includes(SampleRank rank) => rank switch { SampleRank.Present => Present, SampleRank.Pressure => Pressure, SampleRank.Detail => Detail, _ => Rare };
}
