using Containment.Linux.Cgroups;

namespace Containment.Resources.V1;

/// <summary>Reads usage from files of cgroup v1.</summary>
internal static class LegacyUsage
{
    /// <summary>Of cpuacct; where there is a v2 tree, its cpu.stat tells the same without one more cgroup.</summary>
    public static ResourceUsage Accounting(CgroupDirectory directory, ResourceUsage usage) => usage with
    {
        CpuTime = Nanoseconds(CgroupText.Number(directory.TryRead("cpuacct.usage"))) ?? TimeSpan.Zero,
        CpuUser = Nanoseconds(CgroupText.Number(directory.TryRead("cpuacct.usage_user"))),
        CpuSystem = Nanoseconds(CgroupText.Number(directory.TryRead("cpuacct.usage_sys"))),
    };

    public static ResourceUsage Throttling(CgroupDirectory directory, ResourceUsage usage) =>
        usage with { CpuThrottled = Nanoseconds(CgroupText.Value(directory.TryRead("cpu.stat"), "throttled_time")) };

    public static ResourceUsage Memory(CgroupDirectory directory, ResourceUsage usage)
    {
        var current = CgroupText.Number(directory.TryRead("memory.usage_in_bytes")) ?? 0;
        var stat = directory.TryRead("memory.stat");
        return usage with
        {
            MemoryCurrent = current,
            MemoryPeak = CgroupText.Number(directory.TryRead("memory.max_usage_in_bytes")),
            MemoryWorkingSet = Math.Max(0, current - (CgroupText.Value(stat, "total_inactive_file") ?? 0)),
            Swap = CgroupText.Value(stat, "total_swap"),
            OutOfMemoryKills = CgroupText.Value(directory.TryRead("memory.oom_control"), "oom_kill"),
        };
    }

    /// <summary>Counted only since the container has a blkio cgroup, that is since a limit of it was first set.</summary>
    public static ResourceUsage Io(CgroupDirectory directory, ResourceUsage usage)
    {
        if (directory.TryRead("blkio.throttle.io_service_bytes_recursive") is not { } bytes) return usage;
        var operations = directory.TryRead("blkio.throttle.io_serviced_recursive");
        var devices = bytes.Split('\n').Select(line => line.Split(' ')).Where(words => words.Length == 3).Select(words => words[0]).Distinct();
        return usage with
        {
            Io = [.. devices.Select(device => new IoUsage(BlockDevice.Parse(device),
                Count(bytes, device, "Read"), Count(bytes, device, "Write"), Count(operations, device, "Read"), Count(operations, device, "Write")))],
        };
    }

    private static long Count(string? text, string device, string what) => CgroupText.Number(CgroupText.Line(text, $"{device} {what}")) ?? 0;

    private static TimeSpan? Nanoseconds(long? count) => count is { } c ? TimeSpan.FromTicks(c / 100) : null;
}
