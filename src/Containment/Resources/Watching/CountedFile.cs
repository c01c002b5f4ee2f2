using Containment.Linux.Cgroups;

namespace Containment.Resources.Watching;

/// <summary>A counter in a file of a cgroup, and what it means when it grows.</summary>
/// <param name="Controller">Whose file it is.</param>
/// <param name="File">The file.</param>
/// <param name="Key">The key in it; null: the file is one number.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Announced">Whether the kernel says when it changes.</param>
internal sealed record CountedFile(string Controller, string File, string? Key, ResourceEventKind Kind, bool Announced)
{
    private static readonly CountedFile[] Unified =
    [
        new("memory", "memory.events", "oom_kill", ResourceEventKind.OutOfMemoryKill, true),
        new("memory", "memory.events", "max", ResourceEventKind.MemoryMaxReached, true),
        new("memory", "memory.events", "high", ResourceEventKind.MemoryHighReached, true),
        new("pids", "pids.events", "max", ResourceEventKind.ForkRefused, true),
        new("cpu", "cpu.stat", "nr_throttled", ResourceEventKind.CpuThrottled, false),
    ];

    private static readonly CountedFile[] Legacy =
    [
        new("memory", "memory.oom_control", "oom_kill", ResourceEventKind.OutOfMemoryKill, true),
        new("memory", "memory.failcnt", null, ResourceEventKind.MemoryMaxReached, false),
        new("pids", "pids.events", "max", ResourceEventKind.ForkRefused, true),
        new("cpu", "cpu.stat", "nr_throttled", ResourceEventKind.CpuThrottled, false),
    ];

    /// <summary>Those of a container on this machine, with their directories. Pure.</summary>
    public static IEnumerable<(CountedFile File, CgroupDirectory Directory)> Of(CgroupSet set) =>
        Unified.Where(file => set.Find(file.Controller) is { Unified: true }).Concat(Legacy.Where(file => set.Find(file.Controller) is { Unified: false }))
            .Select(file => (file, set.Find(file.Controller)!.Value.Directory));

    /// <summary>Null where there is no such file now.</summary>
    public long? Read(CgroupDirectory directory)
    {
        var text = directory.TryRead(File);
        return Key is null ? CgroupText.Number(text) : CgroupText.Value(text, Key);
    }
}
