using Containment.Resources;

namespace Containment.Scheduling;

/// <summary>One container at one moment.</summary>
/// <param name="Id">The container.</param>
public sealed record ContainerReading(ContainerId Id)
{
    /// <summary>What it is promised.</summary>
    public ServiceClass Service { get; init; } = ServiceClass.Default;

    /// <summary>The most memory that it may have by its own limits and its class; null: no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Bytes in use, caches included.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Part of <see cref="MemoryBytes"/> that caches files, so can be taken.</summary>
    public long CacheBytes { get; init; }

    /// <summary>How long tasks of it have waited for memory so far (PSI, "some").</summary>
    public TimeSpan MemoryStalled { get; init; }

    /// <summary>How long tasks of it have waited for a CPU so far (PSI, "some").</summary>
    public TimeSpan CpuStalled { get; init; }

    /// <summary>CPU time so far.</summary>
    public TimeSpan CpuTime { get; init; }

    /// <summary>The share of the CPUs when nobody governs: 1 to 10,000.</summary>
    public int CpuWeight { get; init; } = 100;

    /// <summary>Whether it is slowed when it passes what it is allowed (memory.high of cgroup v2).</summary>
    public bool CanBeSlowed { get; init; } = true;

    /// <summary>Whether it stands still because the governor holds it.</summary>
    public bool Held { get; init; }

    /// <summary>Bytes that can't be taken from it.</summary>
    internal long Needed => Math.Max(0, MemoryBytes - CacheBytes);
}
