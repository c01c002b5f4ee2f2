using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Resources.Hierarchy;

namespace Containment.Scheduling.Governing;

/// <summary>The memory that is given out: the machine's, or that of the tightest cgroup above the containers.</summary>
internal sealed class MachineMemory(CgroupDirectory? pool, bool unified, double cores)
{
    public static MachineMemory Of(ContainerHost host)
    {
        var layout = host.Part(opened => new HostCgroups(opened)).Layout;
        var unified = layout.Unified is { } one && one.Controllers.Contains("memory");
        var hierarchy = unified ? layout.Unified : layout.Legacy.FirstOrDefault(legacy => legacy.Controllers.Contains("memory"));
        CgroupDirectory? pool = null;
        var least = Info(KernelText.Read(MemoryInfo.File), "MemTotal");
        if (hierarchy is not null)
        {
            for (var path = CgroupNames.ParentIn(hierarchy, host.Options.CgroupParent); path.Length > hierarchy.Top.Length; path = Path.GetDirectoryName(path)!)
            {
                var directory = new CgroupDirectory(path);
                if (CgroupText.Number(directory.TryRead(unified ? "memory.max" : "memory.limit_in_bytes")) is { } limit && limit < least) (pool, least) = (directory, limit);
            }
        }
        return new(pool, unified, Environment.ProcessorCount);
    }

    public MachineReading Read()
    {
        var machine = KernelText.Read(MemoryInfo.File);
        if (pool is not { } directory) return new(Info(machine, "MemTotal"), Info(machine, "MemTotal") - Info(machine, "MemAvailable"), Info(machine, "MemFree"), cores);
        var limit = CgroupText.Number(directory.TryRead(unified ? "memory.max" : "memory.limit_in_bytes")) ?? Info(machine, "MemTotal");
        var used = CgroupText.Number(directory.TryRead(unified ? "memory.current" : "memory.usage_in_bytes")) ?? 0;
        var stat = directory.TryRead("memory.stat");
        var prefix = unified ? "" : "total_";
        var caches = (CgroupText.Value(stat, prefix + "inactive_file") ?? 0) + ((CgroupText.Value(stat, prefix + "active_file") ?? 0) / 2);
        return new(limit, Math.Max(0, used - caches), Math.Max(0, limit - used), cores);
    }

    private static long Info(string machine, string name) => MemoryInfo.Bytes(machine, name) ?? 0;
}
