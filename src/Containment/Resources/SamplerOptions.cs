namespace Containment.Resources;

/// <summary>How a <see cref="ResourceSampler"/> spends its time and its descriptors.</summary>
public sealed record SamplerOptions
{
    /// <summary>
    /// How often pressure is read of a container that waited for nothing when it was last read. What it waits for, CPUs, memory or disks, is read at
    /// every sample, the other two as seldom as before. Zero: always.
    /// Default 10 s: the kernel's averages go back that far at least and its totals lose nothing, so that no wait is missed. Never less often than the details.
    /// </summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public TimeSpan CalmInterval { get; init => field = NotNegative(value, nameof(CalmInterval)); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often the parts of its memory, its I/O and its processes are read of a container that has used CPU time since. Zero: at every sample. Default 10 s.
    /// </summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public TimeSpan DetailInterval { get; init => field = NotNegative(value, nameof(DetailInterval)); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How often anything but the CPU time is read of a container that stands still: it has used no CPU time since the sample before and waits for nothing.
    /// And how often that is read of any container which matters least: the peak, kills, refusals, throttling on v1. Zero: at every sample. Default 30 s.
    /// </summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public TimeSpan IdleInterval { get; init => field = NotNegative(value, nameof(IdleInterval)); } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The most descriptors that are held open; null: half of what this process may have (RLIMIT_NOFILE). Each container gets the same number of
    /// them, for the files that are read most; the others are opened for each reading, which costs about five times as much. Zero holds none.
    /// </summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public int? HeldFiles { get; init => field = value is null or >= 0 ? value : throw new InvalidSpecException(nameof(HeldFiles), value, "0 or more"); }

    private static TimeSpan NotNegative(TimeSpan value, string field) => value >= TimeSpan.Zero ? value : throw new InvalidSpecException(field, value, "zero or more");
}
