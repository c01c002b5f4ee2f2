namespace Containment.Resources;

/// <summary>
/// What a container may use. One model for cgroup v1, v2 and hybrid machines. What is null is left as it is: at creation
/// that is the kernel's default (no limit), in a change it is what was set before; each type has a None that lifts a limit.
/// </summary>
public sealed record ResourceLimits
{
    /// <summary>Sets nothing.</summary>
    public static ResourceLimits Unchanged { get; } = new();

    /// <summary>CPU time in cores (cpu.max; v1: cpu.cfs_quota_us).</summary>
    public CpuLimit? Cpu { get; init; }

    /// <summary>Share of the CPU among siblings (cpu.weight; v1: cpu.shares).</summary>
    public CpuWeight? CpuWeight { get; init; }

    /// <summary>The CPUs it may run on (cpuset.cpus).</summary>
    public CpuSet? CpuSet { get; init; }

    /// <summary>The memory nodes it may use (cpuset.mems).</summary>
    public CpuSet? MemoryNodes { get; init; }

    /// <summary>Memory that is never passed: at it the kernel reclaims, then kills (memory.max; v1: memory.limit_in_bytes).</summary>
    public MemoryLimit? MemoryMax { get; init; }

    /// <summary>Memory above which the container is slowed and reclaimed but never killed (memory.high; v1: memory.soft_limit_in_bytes, heeded only when the machine is short, and read back as <see cref="MemoryLow"/>).</summary>
    public MemoryLimit? MemoryHigh { get; init; }

    /// <summary>Memory that the kernel leaves to it as long as there is other memory to reclaim (memory.low; v1 has one soft limit for both, so there not together with <see cref="MemoryHigh"/>).</summary>
    public MemoryLimit? MemoryLow { get; init; }

    /// <summary>Swap beyond <see cref="MemoryMax"/> (memory.swap.max; v1: memory.memsw.limit_in_bytes is the sum, so there it needs MemoryMax).</summary>
    public SwapLimit? Swap { get; init; }

    /// <summary>Processes and threads (pids.max).</summary>
    public PidsLimit? Pids { get; init; }

    /// <summary>Share of the disks among siblings (io.weight, io.bfq.weight; v1: blkio.bfq.weight).</summary>
    public IoWeight? IoWeight { get; init; }

    /// <summary>Limits by device (io.max; v1: blkio.throttle.*).</summary>
    public IReadOnlyList<IoLimit> Io { get; init => field = value ?? []; } = [];
}
