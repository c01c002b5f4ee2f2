using Containment.Linux.Cgroups;
using Containment.Resources.Hierarchy;
using Containment.Resources.V1;
using Containment.Resources.V2;

namespace Containment.Resources.Writes;

/// <summary>Decides what to write where, and in what order, for a change of limits. Pure: <c>has</c> says which files this kernel has.</summary>
internal static class CgroupWrites
{
    /// <exception cref="ContainmentException">Neither v1 nor v2 has the controller, or it lacks the file: Unsupported.</exception>
    /// <exception cref="InvalidSpecException">Limits that can't be had together on this machine.</exception>
    public static IReadOnlyList<CgroupWrite> Compile(CgroupSet set, ResourceLimits limits, ResourceLimits current, Func<CgroupDirectory, string, bool> has)
    {
        List<CgroupWrite> writes = [];
        foreach (var (controller, field) in Controllers(limits))
        {
            var home = set.Find(controller) ?? (controller == "io" ? set.Find("blkio") : null);
            if (home is not { } found)
                throw new ContainmentException(FailureReason.Unsupported, field, $"{field} needs the cgroup controller \"{controller}\", which {DelegatedCgroups.Lack("is neither in v2 nor mounted as v1 here")}");
            writes.AddRange((controller, found.Unified) switch
            {
                ("cpu", true) => UnifiedWrites.Cpu(found.Directory, limits),
                ("cpu", false) => LegacyWrites.Cpu(found.Directory, limits),
                ("cpuset", _) => CpuSet(found.Directory, limits),
                ("memory", true) => UnifiedWrites.Memory(found.Directory, limits),
                ("memory", false) => LegacyMemory.Compile(found.Directory, limits, current),
                ("pids", _) => [new(found.Directory, "pids.max", limits.Pids!.Value.Count?.ToString(Text.Culture) ?? "max")],
                ("io", true) => UnifiedWrites.Io(found.Directory, limits, has),
                _ => LegacyWrites.Io(found.Directory, limits),
            });
        }
        foreach (var write in writes)
            if (!has(write.Directory, write.File))
                throw new ContainmentException(FailureReason.Unsupported, write.File, $"this kernel's cgroups have no {write.File} (looked for {write.Directory[write.File]})");
        return writes;
    }

    /// <summary>The v1 controllers that get a directory only when one of their limits is set.</summary>
    public static IEnumerable<string> OnDemand(CgroupSet set, ResourceLimits limits) =>
        Controllers(limits).Select(needed => needed.Controller == "io" && set.Find("io") is null ? "blkio" : needed.Controller)
            .Where(controller => set.Find(controller) is { Unified: false });

    private static IEnumerable<(string Controller, string Field)> Controllers(ResourceLimits limits)
    {
        if (limits.Cpu is not null) yield return ("cpu", nameof(limits.Cpu));
        else if (limits.CpuWeight is not null) yield return ("cpu", nameof(limits.CpuWeight));
        if (limits.CpuSet is not null) yield return ("cpuset", nameof(limits.CpuSet));
        else if (limits.MemoryNodes is not null) yield return ("cpuset", nameof(limits.MemoryNodes));
        if (limits.Pids is not null) yield return ("pids", nameof(limits.Pids));
        if (limits.IoWeight is not null) yield return ("io", nameof(limits.IoWeight));
        else if (limits.Io.Count > 0) yield return ("io", nameof(limits.Io));
        if (limits.MemoryMax is not null) yield return ("memory", nameof(limits.MemoryMax));
        else if (limits.MemoryHigh is not null) yield return ("memory", nameof(limits.MemoryHigh));
        else if (limits.MemoryLow is not null) yield return ("memory", nameof(limits.MemoryLow));
        else if (limits.Swap is not null) yield return ("memory", nameof(limits.Swap));
    }

    private static IEnumerable<CgroupWrite> CpuSet(CgroupDirectory directory, ResourceLimits limits)
    {
        if (limits.MemoryNodes is { } nodes) yield return new(directory, "cpuset.mems", nodes.ToString());
        if (limits.CpuSet is { } cpus) yield return new(directory, "cpuset.cpus", cpus.ToString());
    }
}
