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

    /// <summary>The time over which <see cref="Cpu"/> counts (cpu.max; v1: cpu.cfs_period_us). Default 100 ms.</summary>
    public CpuPeriod? CpuPeriod { get; init; }

    /// <summary>CPU time that may be saved up and used beyond <see cref="Cpu"/> (cpu.max.burst, Linux 5.14; v1: cpu.cfs_burst_us).</summary>
    public CpuBurst? CpuBurst { get; init; }

    /// <summary>Share of the CPU among siblings (cpu.weight; v1: cpu.shares).</summary>
    public CpuWeight? CpuWeight { get; init; }

    /// <summary>Whether it runs only when no sibling wants the CPU (cpu.idle, Linux 5.15). Then it has no weight.</summary>
    public bool? CpuIdle { get; init; }

    /// <summary>The CPUs it may run on (cpuset.cpus).</summary>
    public CpuSet? CpuSet { get; init; }

    /// <summary>The memory nodes it may use (cpuset.mems).</summary>
    public CpuSet? MemoryNodes { get; init; }

    /// <summary>Memory that is never taken from it, also when others are killed for lack of some (memory.min; not on v1).</summary>
    public MemoryLimit? MemoryMin { get; init; }

    /// <summary>Memory that the kernel leaves to it as long as there is other memory to reclaim (memory.low; v1: memory.soft_limit_in_bytes, which is one for both, so there not together with <see cref="MemoryHigh"/>).</summary>
    public MemoryLimit? MemoryLow { get; init; }

    /// <summary>Memory above which the container is slowed and reclaimed but never killed (memory.high; v1: memory.soft_limit_in_bytes, heeded only when the machine is short, and read back as <see cref="MemoryLow"/>).</summary>
    public MemoryLimit? MemoryHigh { get; init; }

    /// <summary>Memory that is never passed: at it the kernel reclaims, then kills (memory.max; v1: memory.limit_in_bytes).</summary>
    public MemoryLimit? MemoryMax { get; init; }

    /// <summary>Swap beyond <see cref="MemoryMax"/> (memory.swap.max; v1: memory.memsw.limit_in_bytes is the sum, so there it needs MemoryMax).</summary>
    public SwapLimit? Swap { get; init; }

    /// <summary>Swap above which the container is slowed (memory.swap.high, Linux 5.8; not on v1).</summary>
    public SwapLimit? SwapHigh { get; init; }

    /// <summary>Memory for pages that are compressed instead of written to swap (memory.zswap.max, Linux 5.19; not on v1).</summary>
    public SwapLimit? Zswap { get; init; }

    /// <summary>Whether such pages may go on to the swap device (memory.zswap.writeback, Linux 6.8; not on v1).</summary>
    public bool? ZswapWriteback { get; init; }

    /// <summary>Whether all of it is killed when one of its processes is for lack of memory (memory.oom.group, Linux 4.19; not on v1).</summary>
    public bool? OomGroup { get; init; }

    /// <summary>Processes and threads (pids.max).</summary>
    public PidsLimit? Pids { get; init; }

    /// <summary>Share of the disks among siblings (io.weight, io.bfq.weight; v1: blkio.bfq.weight).</summary>
    public IoWeight? IoWeight { get; init; }

    /// <summary>Limits by device (io.max, io.latency, io.weight; v1: blkio.throttle.*, blkio.bfq.weight_device). Devices that are not listed stay as they are, here as in the lists below.</summary>
    public IReadOnlyList<IoLimit> Io { get; init => field = ValueList<IoLimit>.Of(value); } = ValueList<IoLimit>.Empty;

    /// <summary>Huge pages by size (hugetlb.SIZE.max; v1: hugetlb.SIZE.limit_in_bytes; and the same of reserved ones, rsvd).</summary>
    public IReadOnlyList<HugePageLimit> HugePages { get; init => field = ValueList<HugePageLimit>.Of(value); } = ValueList<HugePageLimit>.Empty;

    /// <summary>RDMA by device (rdma.max).</summary>
    public IReadOnlyList<RdmaLimit> Rdma { get; init => field = ValueList<RdmaLimit>.Of(value); } = ValueList<RdmaLimit>.Empty;

    /// <summary>Other scarce things by name (misc.max, Linux 5.13).</summary>
    public IReadOnlyList<MiscLimit> Misc { get; init => field = ValueList<MiscLimit>.Of(value); } = ValueList<MiscLimit>.Empty;

    /// <summary>The mark of its traffic (net_cls.classid; v1 only).</summary>
    public NetworkClass? NetworkClass { get; init; }

    /// <summary>The priority of its traffic by interface (net_prio.ifpriomap; v1 only).</summary>
    public IReadOnlyList<NetworkPriority> NetworkPriorities { get; init => field = ValueList<NetworkPriority>.Of(value); } = ValueList<NetworkPriority>.Empty;

    /// <summary>
    /// Devices that it may and may not use beyond those that every container may, in force at once also for what runs (a
    /// program on the v2 cgroup; v1: devices.allow, devices.deny). They come after the bundle's and after those of earlier changes.
    /// What is open already stays open. Not read back from the kernel.
    /// </summary>
    public IReadOnlyList<DevicePermission> Devices { get; init => field = ValueList<DevicePermission>.Of(value); } = ValueList<DevicePermission>.Empty;
}
