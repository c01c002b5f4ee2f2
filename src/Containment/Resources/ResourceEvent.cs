namespace Containment.Resources;

/// <summary>A container came to the end of something.</summary>
/// <param name="At">When it was seen, by the host's clock.</param>
/// <param name="Id">The container.</param>
/// <param name="Kind">What it came to.</param>
public sealed record ResourceEvent(DateTimeOffset At, ContainerId Id, ResourceEventKind Kind)
{
    /// <summary>How many times, since it was last told. 1 for pressure.</summary>
    public long Count { get; init; } = 1;

    /// <summary>Which threshold was passed, with <see cref="ResourceEventKind.Pressure"/>: as the kernel took it.</summary>
    public PressureThreshold? Threshold { get; init; }
}

/// <summary>What a container can come to the end of.</summary>
public enum ResourceEventKind
{
    /// <summary>The kernel killed a process of it for want of memory (v2: memory.events oom_kill; v1: memory.oom_control).</summary>
    OutOfMemoryKill,
    /// <summary>Its use was about to pass <see cref="ResourceLimits.MemoryMax"/> (v2: memory.events max; v1: memory.failcnt, looked at in intervals).</summary>
    MemoryMaxReached,
    /// <summary>It was slowed as its use passed <see cref="ResourceLimits.MemoryHigh"/> (v2 only: memory.events high).</summary>
    MemoryHighReached,
    /// <summary>A fork was refused by <see cref="ResourceLimits.Pids"/> (pids.events).</summary>
    ForkRefused,
    /// <summary>It was held back by <see cref="ResourceLimits.Cpu"/>; the count is that of periods. Looked at in intervals.</summary>
    CpuThrottled,
    /// <summary>It waited too long: a threshold was passed. Told once in each window at most while it lasts.</summary>
    Pressure,
}
