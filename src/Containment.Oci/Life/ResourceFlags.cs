using Containment.Bundles.Oci;
using Containment.Oci.CommandLine;
using Containment.Oci.Commands;

namespace Containment.Oci.Life;

/// <summary>The flags of update, and the resources they ask for: only those that were given.</summary>
internal static class ResourceFlags
{
    private static readonly Flag
        Weight = Flag.Number("blkio-weight", "specifies per cgroup weight, range is from 10 to 1000"),
        Period = Flag.Number("cpu-period", "CPU CFS period to be used for hardcapping (in usecs). 0 to use system default"),
        Quota = Flag.Number("cpu-quota", "CPU CFS hardcap limit (in usecs). Allowed cpu time in a given period"),
        Burst = Flag.Number("cpu-burst", "CPU CFS hardcap burst limit (in usecs). Allowed accumulated cpu time additional for burst a given period"),
        Shares = Flag.Number("cpu-share", "CPU shares (relative weight vs. other containers)"),
        RealtimePeriod = Flag.Number("cpu-rt-period", "CPU realtime period to be used for hardcapping (in usecs). 0 to use system default"),
        RealtimeRuntime = Flag.Number("cpu-rt-runtime", "CPU realtime hardcap limit (in usecs). Allowed cpu time in a given period"),
        Cpus = Flag.Text("cpuset-cpus", "CPU(s) to use"),
        Mems = Flag.Text("cpuset-mems", "memory node(s) to use"),
        Idle = Flag.Number("cpu-idle", "set cgroup SCHED_IDLE or not, 0: default behavior, 1: SCHED_IDLE"),
        Memory = Flag.Text("memory", "memory limit (in bytes, or with a unit such as 512m)"),
        Reservation = Flag.Text("memory-reservation", "memory reservation or soft_limit (in bytes)"),
        Swap = Flag.Text("memory-swap", "total memory usage (memory + swap); set '-1' to enable unlimited swap"),
        KernelMemory = Flag.Text("kernel-memory", "accepted for the sake of callers: kernels have no such limit any more"),
        KernelTcpMemory = Flag.Text("kernel-memory-tcp", "accepted for the sake of callers: kernels have no such limit any more"),
        Pids = Flag.Number("pids-limit", "maximum number of pids allowed in the container"),
        Cache = Flag.Text("l3-cache-schema", "the string of Intel RDT/CAT L3 cache schema"),
        Bandwidth = Flag.Text("mem-bw-schema", "the string of Intel RDT/MBA memory bandwidth schema");

    public static readonly IReadOnlyList<Flag> All =
        [Weight, Period, Quota, Burst, Shares, RealtimePeriod, RealtimeRuntime, Cpus, Mems, Idle, Memory, Reservation, Swap, KernelMemory, KernelTcpMemory, Pids, Cache, Bandwidth];

    /// <exception cref="UsageException">A value that can't be.</exception>
    public static OciResources Read(FlagValues flags)
    {
        var cpu = new OciCpu
        {
            Period = Unsigned(flags, Period), Quota = flags.Number(Quota), Burst = Unsigned(flags, Burst), Shares = Unsigned(flags, Shares),
            RealtimePeriod = Unsigned(flags, RealtimePeriod), RealtimeRuntime = flags.Number(RealtimeRuntime),
            Cpus = flags.Text(Cpus), Mems = flags.Text(Mems), Idle = flags.Number(Idle),
        };
        var memory = new OciMemory { Limit = Bytes(flags, Memory), Reservation = Bytes(flags, Reservation), Swap = Bytes(flags, Swap) };
        return new()
        {
            Cpu = cpu == new OciCpu() ? null : cpu,
            Memory = memory == new OciMemory() ? null : memory,
            // runc takes 0 for "not given", too.
            Pids = flags.Number(Pids) is { } most and not 0 ? new() { Limit = most } : null,
            BlockIo = flags.Number(Weight) is { } weight and not 0 ? new() { Weight = weight is > 0 and <= ushort.MaxValue ? (ushort)weight : throw Wrong(Weight, weight) } : null,
        };
    }

    /// <summary>The schemata of resctrl, where they were given.</summary>
    public static OciIntelRdt? ReadSchemata(FlagValues flags) =>
        flags.Text(Cache) is null && flags.Text(Bandwidth) is null ? null : new() { L3CacheSchema = flags.Text(Cache), MemBwSchema = flags.Text(Bandwidth) };

    private static ulong? Unsigned(FlagValues flags, Flag flag) => flags.Number(flag) is { } number ? number >= 0 ? (ulong)number : throw Wrong(flag, number) : null;

    private static long? Bytes(FlagValues flags, Flag flag) => flags.Text(flag) is { } text ? GoSize.Parse(text) ?? throw Wrong(flag, text) : null;

    private static UsageException Wrong(Flag flag, object value) => new($"invalid value for {flag.Name}: {value}");
}
