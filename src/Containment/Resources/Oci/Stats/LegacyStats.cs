using System.Globalization;
using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci.Stats;

/// <summary>Reads what runc's events show from files of cgroup v1.</summary>
internal static class LegacyStats
{
    private const ulong NanosecondsOfTick = 10_000_000;

    public static CpuUsageStats Accounting(CgroupDirectory directory)
    {
        var stat = StatText.Keyed(directory.TryRead("cpuacct.stat"));
        var rows = (directory.TryRead("cpuacct.usage_all") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(Numbers).Where(row => row.Length == 3).ToArray();
        return new(StatText.OrNothing(StatText.Number(directory, "cpuacct.usage")),
            Numbers(directory.TryRead("cpuacct.usage_percpu") ?? "") is { Length: > 0 } each ? each : null,
            rows.Length == 0 ? null : [.. rows.Select(row => row[2])], rows.Length == 0 ? null : [.. rows.Select(row => row[1])],
            stat.GetValueOrDefault("system") * NanosecondsOfTick, stat.GetValueOrDefault("user") * NanosecondsOfTick);
    }

    public static ThrottlingStats Throttling(CgroupDirectory directory)
    {
        var stat = StatText.Keyed(directory.TryRead("cpu.stat"));
        return new(StatText.OrNothing(stat.GetValueOrDefault("nr_periods")), StatText.OrNothing(stat.GetValueOrDefault("nr_throttled")), StatText.OrNothing(stat.GetValueOrDefault("throttled_time")));
    }

    public static CpuSetStats CpuSet(CgroupDirectory directory) => new()
    {
        Cpus = StatText.List(directory.TryRead("cpuset.cpus")),
        Mems = StatText.List(directory.TryRead("cpuset.mems")),
        CpuExclusive = StatText.Number(directory, "cpuset.cpu_exclusive"),
        MemExclusive = StatText.Number(directory, "cpuset.mem_exclusive"),
        MemHardwall = StatText.Number(directory, "cpuset.mem_hardwall"),
        MemoryMigrate = StatText.Number(directory, "cpuset.memory_migrate"),
        MemorySpreadPage = StatText.Number(directory, "cpuset.memory_spread_page"),
        MemorySpreadSlab = StatText.Number(directory, "cpuset.memory_spread_slab"),
        MemoryPressure = StatText.Number(directory, "cpuset.memory_pressure"),
        SchedLoadBalance = StatText.Number(directory, "cpuset.sched_load_balance"),
        SchedRelaxDomainLevel = long.TryParse(directory.TryRead("cpuset.sched_relax_domain_level"), NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var level) ? level : 0,
    };

    public static MemoryStats Memory(CgroupDirectory directory)
    {
        var raw = StatText.Keyed(directory.TryRead("memory.stat"));
        return new()
        {
            Cache = StatText.OrNothing(raw.GetValueOrDefault("cache")),
            Usage = Entry(directory, "memory"),
            Swap = Entry(directory, "memory.memsw"),
            Kernel = Entry(directory, "memory.kmem"),
            KernelTcp = Entry(directory, "memory.kmem.tcp"),
            Raw = raw.Count == 0 ? null : raw,
        };
    }

    /// <summary>BFQ's files count what goes through BFQ, the throttle's everything.</summary>
    public static BlkioStats Blkio(CgroupDirectory directory) => new()
    {
        IoServiceBytesRecursive = Entries(directory.TryRead("blkio.bfq.io_service_bytes_recursive")) ?? Entries(directory.TryRead("blkio.throttle.io_service_bytes_recursive")),
        IoServicedRecursive = Entries(directory.TryRead("blkio.bfq.io_serviced_recursive")) ?? Entries(directory.TryRead("blkio.throttle.io_serviced_recursive")),
    };

    public static HugetlbStats HugePages(CgroupDirectory directory, string size) =>
        new(StatText.OrNothing(StatText.Number(directory, $"hugetlb.{size}.usage_in_bytes")), StatText.OrNothing(StatText.Number(directory, $"hugetlb.{size}.max_usage_in_bytes")), StatText.Number(directory, $"hugetlb.{size}.failcnt"));

    private static MemoryEntryStats Entry(CgroupDirectory directory, string stem) => new(StatText.Number(directory, $"{stem}.limit_in_bytes"),
        StatText.OrNothing(StatText.Number(directory, $"{stem}.usage_in_bytes")), StatText.OrNothing(StatText.Number(directory, $"{stem}.max_usage_in_bytes")), StatText.Number(directory, $"{stem}.failcnt"));

    private static List<BlkioEntryStats>? Entries(string? text)
    {
        List<BlkioEntryStats> entries = [];
        foreach (var line in (text ?? "").Split('\n'))
            if (line.Split(' ', ':') is [var major, var minor, var operation, var value])
                entries.Add(new(StatText.OrNothing(StatText.Parse(major) ?? 0), StatText.OrNothing(StatText.Parse(minor) ?? 0), operation, StatText.OrNothing(StatText.Parse(value) ?? 0)));
        return entries.Count == 0 ? null : entries;
    }

    private static ulong[] Numbers(string line) => [.. line.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(word => StatText.Parse(word) ?? 0)];
}
