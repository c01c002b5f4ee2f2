using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>What is in force after a change: the new value where there is one, else the old.</summary>
internal static class LimitsMerge
{
    public static ResourceLimits Of(ResourceLimits old, ResourceLimits change) => new()
    {
        Cpu = change.Cpu ?? old.Cpu,
        CpuWeight = change.CpuWeight ?? old.CpuWeight,
        CpuSet = change.CpuSet ?? old.CpuSet,
        MemoryNodes = change.MemoryNodes ?? old.MemoryNodes,
        MemoryMax = change.MemoryMax ?? old.MemoryMax,
        MemoryHigh = change.MemoryHigh ?? old.MemoryHigh,
        MemoryLow = change.MemoryLow ?? old.MemoryLow,
        Swap = change.Swap ?? old.Swap,
        Pids = change.Pids ?? old.Pids,
        IoWeight = change.IoWeight ?? old.IoWeight,
        Io = [.. old.Io.Where(limit => change.Io.All(other => other.Device != limit.Device)), .. change.Io],
    };
}
