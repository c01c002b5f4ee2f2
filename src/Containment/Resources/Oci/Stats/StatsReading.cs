using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci.Stats;

/// <summary>Reads usage from whichever hierarchy counts it.</summary>
internal static class StatsReading
{
    public static CgroupStats Run(CgroupSet set) => new()
    {
        Cpu = Cpu(set) with { Psi = StatText.Pressure(set.Unified, "cpu.pressure") },
        Cpuset = set.Find("cpuset") is not { } sets ? new() : sets.Unified ? UnifiedStats.CpuSet(sets.Directory) : LegacyStats.CpuSet(sets.Directory),
        Memory = Memory(set) with { Psi = StatText.Pressure(set.Unified, "memory.pressure") },
        Pids = set.Find("pids") is { } pids ? UnifiedStats.Pids(pids.Directory) : new(),
        Blkio = Blkio(set) with { Psi = StatText.Pressure(set.Unified, "io.pressure") },
        Hugetlb = HugePages(set),
    };

    private static CpuStats Cpu(CgroupSet set)
    {
        // Its times are counted in every v2 tree, but v1 tells them for each CPU.
        var cpu = set.Unified is { } unified ? UnifiedStats.Cpu(unified) : new();
        if (set.Legacy.TryGetValue("cpuacct", out var accounting)) cpu = cpu with { Usage = LegacyStats.Accounting(accounting) };
        return set.Find("cpu") is { Unified: false } home ? cpu with { Throttling = LegacyStats.Throttling(home.Directory) } : cpu;
    }

    private static MemoryStats Memory(CgroupSet set) =>
        set.Find("memory") is not { } home ? new() : home.Unified ? UnifiedStats.Memory(home.Directory) : LegacyStats.Memory(home.Directory);

    private static BlkioStats Blkio(CgroupSet set) =>
        set.Find("io") is { } io ? UnifiedStats.Io(io.Directory) : set.Find("blkio") is { } blkio ? LegacyStats.Blkio(blkio.Directory) : new();

    private static Dictionary<string, HugetlbStats> HugePages(CgroupSet set)
    {
        if (set.Find("hugetlb") is not { } home || !home.Directory.Exists) return [];
        var end = home.Unified ? ".current" : ".usage_in_bytes";
        return Directory.EnumerateFiles(home.Directory.Path, $"hugetlb.*{end}").Select(Path.GetFileName).Select(file => file!["hugetlb.".Length..^end.Length])
            .Where(size => !size.Contains('.', StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ToDictionary(size => size, size => home.Unified ? UnifiedStats.HugePages(home.Directory, size) : LegacyStats.HugePages(home.Directory, size));
    }
}
