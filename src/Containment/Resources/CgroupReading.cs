using Containment.Linux.Cgroups;
using Containment.Resources.Sampling;
using Containment.Resources.V1;
using Containment.Resources.V2;

namespace Containment.Resources;

/// <summary>Reads limits, usage and pressure from whichever hierarchy has them.</summary>
internal static class CgroupReading
{
    public static ResourceLimits Limits(CgroupSet set)
    {
        var limits = new ResourceLimits();
        if (Home(set, "cpu") is { } cpu) limits = cpu.Unified ? UnifiedLimits.Cpu(cpu.Directory, limits) : LegacyLimits.Cpu(cpu.Directory, limits);
        if (Home(set, "memory") is { } memory) limits = memory.Unified ? UnifiedLimits.Memory(memory.Directory, limits) : LegacyLimits.Memory(memory.Directory, limits);
        if (Home(set, "pids") is { } pids)
            limits = limits with { Pids = pids.Directory.TryRead("pids.max") is { } max ? CgroupText.Number(max) is { } count ? PidsLimit.Of((int)Math.Max(1, count)) : PidsLimit.None : null };
        if (Home(set, "cpuset") is { } sets)
            limits = limits with { CpuSet = Set(sets.Directory.TryRead("cpuset.cpus")), MemoryNodes = Set(sets.Directory.TryRead("cpuset.mems")) };
        if (Home(set, "io") is { } io) limits = UnifiedLimits.Io(io.Directory, limits);
        else if (Home(set, "blkio") is { } blkio) limits = LegacyLimits.Io(blkio.Directory, limits);
        if (Home(set, "hugetlb") is { } huge) limits = OtherLimits.HugePages(huge.Directory, huge.Unified, limits);
        if (Home(set, "rdma") is { } rdma) limits = OtherLimits.Rdma(rdma.Directory, limits);
        if (Home(set, "misc") is { } misc) limits = OtherLimits.Misc(misc.Directory, limits);
        if (Home(set, "net_cls") is { } mark) limits = OtherLimits.NetworkClass(mark.Directory, limits);
        if (Home(set, "net_prio") is { } priorities) limits = OtherLimits.NetworkPriorities(priorities.Directory, limits);
        return limits;
    }

    public static ResourceUsage Usage(CgroupSet set)
    {
        var usage = UsageReading.Read(set);
        if (Home(set, "io") is { } io) usage = UnifiedUsage.Io(io.Directory, usage);
        else if (Home(set, "blkio") is { } blkio) usage = LegacyUsage.Io(blkio.Directory, usage);
        return usage;
    }

    public static MemoryParts Memory(CgroupSet set) =>
        Home(set, "memory") is not { } memory ? new() : memory.Unified ? MemoryParts.Unified(memory.Directory) : MemoryParts.Legacy(memory.Directory);

    public static Pressure Pressure(CgroupSet set) => new(Stall(set, "cpu.pressure"), Stall(set, "memory.pressure"), Stall(set, "io.pressure"));

    private static PressureStall? Stall(CgroupSet set, string file) => PressureText.Parse(set.Unified?.TryRead(file));

    private static (CgroupDirectory Directory, bool Unified)? Home(CgroupSet set, string controller) =>
        set.Find(controller) is { } home && home.Directory.Exists ? home : null;

    private static CpuSet? Set(string? text) => CpuSet.TryParse(text?.Trim(), null, out var set) ? set : null;
}
