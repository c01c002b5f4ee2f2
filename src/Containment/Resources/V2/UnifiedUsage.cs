using Containment.Linux.Cgroups;

namespace Containment.Resources.V2;

/// <summary>Reads usage from files of cgroup v2.</summary>
internal static class UnifiedUsage
{
    /// <summary>Of cpu.stat, whose times are there also without the controller.</summary>
    public static ResourceUsage Cpu(CgroupDirectory directory, ResourceUsage usage)
    {
        var stat = directory.TryRead("cpu.stat");
        return usage with
        {
            CpuTime = Microseconds(stat, "usage_usec") ?? TimeSpan.Zero,
            CpuUser = Microseconds(stat, "user_usec"),
            CpuSystem = Microseconds(stat, "system_usec"),
            CpuThrottled = Microseconds(stat, "throttled_usec") ?? usage.CpuThrottled,
        };
    }

    public static ResourceUsage Memory(CgroupDirectory directory, ResourceUsage usage)
    {
        var current = CgroupText.Number(directory.TryRead("memory.current")) ?? 0;
        return usage with
        {
            MemoryCurrent = current,
            MemoryPeak = CgroupText.Number(directory.TryRead("memory.peak")),
            MemoryWorkingSet = Math.Max(0, current - (CgroupText.Value(directory.TryRead("memory.stat"), "inactive_file") ?? 0)),
            Swap = CgroupText.Number(directory.TryRead("memory.swap.current")),
            OutOfMemoryKills = CgroupText.Value(directory.TryRead("memory.events"), "oom_kill"),
        };
    }

    /// <summary>v1 has the same files.</summary>
    public static ResourceUsage Pids(CgroupDirectory directory, ResourceUsage usage) => usage with
    {
        Pids = (int)(CgroupText.Number(directory.TryRead("pids.current")) ?? 0),
        PidsRefused = CgroupText.Value(directory.TryRead("pids.events"), "max"),
    };

    public static ResourceUsage Io(CgroupDirectory directory, ResourceUsage usage) => usage with
    {
        Io = directory.TryRead("io.stat") is { } stat
            ? [.. stat.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Contains('=', StringComparison.Ordinal)).Select(Device)] : null,
    };

    private static IoUsage Device(string line) =>
        new(BlockDevice.Parse(line.Split(' ')[0]), Count(line, "rbytes"), Count(line, "wbytes"), Count(line, "rios"), Count(line, "wios"));

    private static long Count(string line, string key) => CgroupText.Number(CgroupText.Part(line, key)) ?? 0;

    private static TimeSpan? Microseconds(string? stat, string key) => CgroupText.Value(stat, key) is { } count ? TimeSpan.FromMicroseconds(count) : null;
}
