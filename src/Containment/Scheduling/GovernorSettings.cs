namespace Containment.Scheduling;

/// <summary>How the governor goes about it.</summary>
public sealed record GovernorSettings
{
    /// <summary>The part of the memory that is kept free of what can't be taken back. It must last for what all containers together can take between two looks. Default 0.1.</summary>
    /// <exception cref="InvalidSpecException">Not from 0.01 to 0.5.</exception>
    public double Reserve { get; init => field = In(value, 0.01, 0.5, "reserve"); } = 0.1;

    /// <summary>The longest time between two looks. Default 1 s.</summary>
    /// <exception cref="InvalidSpecException">Not from 50 ms to 1 min.</exception>
    public TimeSpan Period { get; init => field = In(value, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), "period"); } = TimeSpan.FromSeconds(1);

    /// <summary>The least time between two looks, when memory is short. Default 50 ms.</summary>
    /// <exception cref="InvalidSpecException">Not from 10 ms to 10 s.</exception>
    public TimeSpan ShortPeriod { get; init => field = In(value, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10), "shortPeriod"); } = TimeSpan.FromMilliseconds(50);

    /// <summary>How quickly all CPUs together can take memory, in bytes a second for each: how soon to look again follows from it. Default 1 GiB.</summary>
    /// <exception cref="InvalidSpecException">Less than 1 MiB.</exception>
    public long GrowthPerCore { get; init => field = value >= 1 << 20 ? value : throw new InvalidSpecException("growthPerCore", value, "1 MiB or more"); } = 1L << 30;

    /// <summary>Takes caches back from calm containers also when memory is not short. Default false.</summary>
    public bool AlwaysReclaim { get; init; }

    /// <summary>The most of a container's memory that is taken back at a time. Default 0.05.</summary>
    /// <exception cref="InvalidSpecException">Not from 0.001 to 0.5.</exception>
    public double LargestReclaim { get; init => field = In(value, 0.001, 0.5, "largestReclaim"); } = 0.05;

    /// <summary>The share of time that a container may wait for memory before nothing more is taken from it. Default 0.001.</summary>
    /// <exception cref="InvalidSpecException">Not from 0 to 1.</exception>
    public double CalmPressure { get; init => field = In(value, 0, 1, "calmPressure"); } = 0.001;

    /// <summary>How long a container may stand still before it is let go although memory is short. Default 15 s.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 s to 10 min.</exception>
    public TimeSpan LongestHold { get; init => field = In(value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "longestHold"); } = TimeSpan.FromSeconds(15);

    private static T In<T>(T value, T least, T most, string field) where T : IComparable<T> =>
        value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0 ? value : throw new InvalidSpecException(field, value, $"{least} to {most}");
}
