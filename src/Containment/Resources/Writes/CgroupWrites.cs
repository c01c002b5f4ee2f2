using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>Decides what to write where, and in what order, for a change of limits. Pure: the files say what this kernel has.</summary>
internal static class CgroupWrites
{
    /// <exception cref="ContainmentException">Neither v1 nor v2 has the controller, or it lacks the file: Unsupported, with the field as its subject.</exception>
    /// <exception cref="InvalidSpecException">Limits that can't be had together on this machine.</exception>
    public static IReadOnlyList<FieldWrite> Compile(CgroupSet set, ResourceLimits limits, ResourceLimits current, CgroupFiles files)
    {
        var list = new WriteList(set, files);
        CpuWrites.Add(list, limits, current);
        OtherWrites.Add(list, limits);
        IoWrites.Add(list, limits);
        MemoryWrites.Add(list, limits, current);
        return list.Writes;
    }

    /// <summary>The v1 controllers that get a directory only when one of their limits is set.</summary>
    public static IEnumerable<string> OnDemand(CgroupSet set, ResourceLimits limits) =>
        Controllers(limits).Select(controller => controller == "io" && set.Find("io") is null ? "blkio" : controller)
            .Where(controller => set.Find(controller) is { Unified: false });

    /// <summary>The controllers that limits need, by v2's names.</summary>
    public static IEnumerable<string> Controllers(ResourceLimits limits)
    {
        if (limits is { Cpu: not null } or { CpuPeriod: not null } or { CpuBurst: not null } or { CpuWeight: not null } or { CpuIdle: not null }) yield return "cpu";
        if (limits is { CpuSet: not null } or { MemoryNodes: not null }) yield return "cpuset";
        if (limits.Pids is not null) yield return "pids";
        if (limits is { IoWeight: not null } or { Io.Count: > 0 }) yield return "io";
        if (limits is { MemoryMin: not null } or { MemoryLow: not null } or { MemoryHigh: not null } or { MemoryMax: not null } or { Swap: not null } or { SwapHigh: not null }
            or { Zswap: not null } or { ZswapWriteback: not null } or { OomGroup: not null }) yield return "memory";
        if (limits.HugePages.Count > 0) yield return "hugetlb";
        if (limits.Rdma.Count > 0) yield return "rdma";
        if (limits.Misc.Count > 0) yield return "misc";
        if (limits.NetworkClass is not null) yield return "net_cls";
        if (limits.NetworkPriorities.Count > 0) yield return "net_prio";
    }
}
