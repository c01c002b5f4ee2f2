using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>What is in force after a change: the new value where there is one, else the old.</summary>
internal static class LimitsMerge
{
    public static ResourceLimits Of(ResourceLimits old, ResourceLimits change) => new()
    {
        Cpu = change.Cpu ?? old.Cpu,
        CpuPeriod = change.CpuPeriod ?? old.CpuPeriod,
        CpuBurst = change.CpuBurst ?? old.CpuBurst,
        CpuWeight = change.CpuWeight ?? old.CpuWeight,
        CpuIdle = change.CpuIdle ?? old.CpuIdle,
        CpuSet = change.CpuSet ?? old.CpuSet,
        MemoryNodes = change.MemoryNodes ?? old.MemoryNodes,
        MemoryMin = change.MemoryMin ?? old.MemoryMin,
        MemoryLow = change.MemoryLow ?? old.MemoryLow,
        MemoryHigh = change.MemoryHigh ?? old.MemoryHigh,
        MemoryMax = change.MemoryMax ?? old.MemoryMax,
        Swap = change.Swap ?? old.Swap,
        SwapHigh = change.SwapHigh ?? old.SwapHigh,
        Zswap = change.Zswap ?? old.Zswap,
        ZswapWriteback = change.ZswapWriteback ?? old.ZswapWriteback,
        OomGroup = change.OomGroup ?? old.OomGroup,
        Pids = change.Pids ?? old.Pids,
        IoWeight = change.IoWeight ?? old.IoWeight,
        Io = Each(old.Io, change.Io, limit => limit.Device, (was, now) => new(now.Device)
        {
            ReadBytes = now.ReadBytes ?? was.ReadBytes,
            WriteBytes = now.WriteBytes ?? was.WriteBytes,
            ReadOperations = now.ReadOperations ?? was.ReadOperations,
            WriteOperations = now.WriteOperations ?? was.WriteOperations,
            Weight = now.Weight ?? was.Weight,
            Latency = now.Latency ?? was.Latency,
        }),
        HugePages = Each(old.HugePages, change.HugePages, limit => limit.Size, (_, now) => now),
        Rdma = Each(old.Rdma, change.Rdma, limit => limit.Device, (was, now) => now with { Handles = now.Handles ?? was.Handles, Objects = now.Objects ?? was.Objects }),
        Misc = Each(old.Misc, change.Misc, limit => limit.Resource, (_, now) => now),
        NetworkClass = change.NetworkClass ?? old.NetworkClass,
        NetworkPriorities = Each(old.NetworkPriorities, change.NetworkPriorities, priority => priority.Interface, (_, now) => now),
        // The last word counts, and what it leaves nothing of need not be remembered.
        Devices = [.. old.Devices.Where(was => !change.Devices.Any(now => now.Covers(was))), .. change.Devices],
    };

    private static List<T> Each<T, TKey>(IReadOnlyList<T> old, IReadOnlyList<T> change, Func<T, TKey> key, Func<T, T, T> merge) where T : class where TKey : notnull
    {
        var merged = new OrderedDictionary<TKey, T>();
        foreach (var one in old.Concat(change)) merged[key(one)] = merged.TryGetValue(key(one), out var was) ? merge(was, one) : one;
        return [.. merged.Values];
    }
}
