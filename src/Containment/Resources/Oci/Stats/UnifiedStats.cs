using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci.Stats;

/// <summary>Reads what runc's events show from files of cgroup v2, on v1's scales.</summary>
internal static class UnifiedStats
{
    private static readonly (string Key, string Operation)[] Bytes = [("rbytes", "Read"), ("wbytes", "Write"), ("dbytes", "Discard")];
    private static readonly (string Key, string Operation)[] Operations = [("rios", "Read"), ("wios", "Write"), ("dios", "Discard")];

    public static CpuStats Cpu(CgroupDirectory directory)
    {
        var stat = StatText.Keyed(directory.TryRead("cpu.stat"));
        return new()
        {
            Usage = new(Nanoseconds("usage_usec"), null, null, null, Nanoseconds("system_usec") ?? 0, Nanoseconds("user_usec") ?? 0),
            Throttling = new(StatText.OrNothing(stat.GetValueOrDefault("nr_periods")), StatText.OrNothing(stat.GetValueOrDefault("nr_throttled")), Nanoseconds("throttled_usec")),
        };

        ulong? Nanoseconds(string key) => StatText.OrNothing(stat.GetValueOrDefault(key) * 1000);
    }

    public static CpuSetStats CpuSet(CgroupDirectory directory) =>
        new() { Cpus = StatText.List(directory.TryRead("cpuset.cpus.effective")), Mems = StatText.List(directory.TryRead("cpuset.mems.effective")) };

    /// <summary>Swap is told together with memory, as v1 does.</summary>
    public static MemoryStats Memory(CgroupDirectory directory)
    {
        var raw = StatText.Keyed(directory.TryRead("memory.stat"));
        var (usage, limit) = (StatText.Number(directory, "memory.current"), StatText.Number(directory, "memory.max"));
        var swapLimit = StatText.Number(directory, "memory.swap.max");
        return new()
        {
            Cache = StatText.OrNothing(raw.GetValueOrDefault("file")),
            Usage = new(limit, StatText.OrNothing(usage), StatText.OrNothing(StatText.Number(directory, "memory.peak"))),
            Swap = new(swapLimit == ulong.MaxValue || limit == ulong.MaxValue ? ulong.MaxValue : limit + swapLimit, StatText.OrNothing(usage + StatText.Number(directory, "memory.swap.current"))),
            Raw = raw.Count == 0 ? null : raw,
        };
    }

    /// <summary>v1 has the same files.</summary>
    public static PidsStats Pids(CgroupDirectory directory) =>
        new(StatText.OrNothing(StatText.Number(directory, "pids.current")), StatText.Number(directory, "pids.max") is var max and not (0 or ulong.MaxValue) ? max : null);

    public static BlkioStats Io(CgroupDirectory directory)
    {
        var lines = (directory.TryRead("io.stat") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new() { IoServiceBytesRecursive = Entries(lines, Bytes), IoServicedRecursive = Entries(lines, Operations) };
    }

    public static HugetlbStats HugePages(CgroupDirectory directory, string size) =>
        new(StatText.OrNothing(StatText.Number(directory, $"hugetlb.{size}.current")), null, StatText.Keyed(directory.TryRead($"hugetlb.{size}.events")).GetValueOrDefault("max"));

    private static List<BlkioEntryStats>? Entries(string[] lines, (string Key, string Operation)[] keys)
    {
        List<BlkioEntryStats> entries = [];
        foreach (var line in lines)
            foreach (var (key, operation) in keys)
                if (line.Split(' ')[0].Split(':') is [var major, var minor] && CgroupText.Part(line, key) is { } value)
                    entries.Add(new(StatText.OrNothing(StatText.Parse(major) ?? 0), StatText.OrNothing(StatText.Parse(minor) ?? 0), operation, StatText.OrNothing(StatText.Parse(value) ?? 0)));
        return entries.Count == 0 ? null : entries;
    }
}
