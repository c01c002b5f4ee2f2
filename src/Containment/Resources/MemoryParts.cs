using Containment.Linux.Cgroups;

namespace Containment.Resources;

/// <summary>What the memory of a container is used for, in bytes, by the words of /proc/meminfo (proc_meminfo(5)). What a kernel does not count is 0.</summary>
internal sealed record MemoryParts
{
    public long Current { get; init; }
    public long Swap { get; init; }
    public long Anonymous { get; init; }

    /// <summary>The page cache, with tmpfs and shared memory.</summary>
    public long Cache { get; init; }

    public long Shared { get; init; }
    public long Mapped { get; init; }
    public long Dirty { get; init; }
    public long Writeback { get; init; }
    public long ActiveAnonymous { get; init; }
    public long InactiveAnonymous { get; init; }
    public long ActiveFile { get; init; }
    public long InactiveFile { get; init; }
    public long Unevictable { get; init; }
    public long SlabReclaimable { get; init; }
    public long SlabUnreclaimable { get; init; }
    public long KernelStacks { get; init; }
    public long PageTables { get; init; }

    /// <summary>Of a cgroup of v2.</summary>
    public static MemoryParts Unified(CgroupDirectory directory)
    {
        var stat = directory.TryRead("memory.stat");
        return new()
        {
            Current = CgroupText.Number(directory.TryRead("memory.current")) ?? 0, Swap = CgroupText.Number(directory.TryRead("memory.swap.current")) ?? 0,
            Anonymous = Of(stat, "anon"), Cache = Of(stat, "file"), Shared = Of(stat, "shmem"), Mapped = Of(stat, "file_mapped"),
            Dirty = Of(stat, "file_dirty"), Writeback = Of(stat, "file_writeback"),
            ActiveAnonymous = Of(stat, "active_anon"), InactiveAnonymous = Of(stat, "inactive_anon"), ActiveFile = Of(stat, "active_file"), InactiveFile = Of(stat, "inactive_file"),
            Unevictable = Of(stat, "unevictable"), SlabReclaimable = Of(stat, "slab_reclaimable"), SlabUnreclaimable = Of(stat, "slab_unreclaimable"),
            KernelStacks = Of(stat, "kernel_stack"), PageTables = Of(stat, "pagetables"),
        };
    }

    /// <summary>Of a cgroup of v1, which counts the kernel's own memory in one sum only.</summary>
    public static MemoryParts Legacy(CgroupDirectory directory)
    {
        var stat = directory.TryRead("memory.stat");
        return new()
        {
            Current = CgroupText.Number(directory.TryRead("memory.usage_in_bytes")) ?? 0, Swap = Of(stat, "total_swap"),
            Anonymous = Of(stat, "total_rss"), Cache = Of(stat, "total_cache"), Shared = Of(stat, "total_shmem"), Mapped = Of(stat, "total_mapped_file"),
            Dirty = Of(stat, "total_dirty"), Writeback = Of(stat, "total_writeback"),
            ActiveAnonymous = Of(stat, "total_active_anon"), InactiveAnonymous = Of(stat, "total_inactive_anon"),
            ActiveFile = Of(stat, "total_active_file"), InactiveFile = Of(stat, "total_inactive_file"), Unevictable = Of(stat, "total_unevictable"),
            SlabUnreclaimable = CgroupText.Number(directory.TryRead("memory.kmem.usage_in_bytes")) ?? 0,
        };
    }

    private static long Of(string? stat, string key) => CgroupText.Value(stat, key) ?? 0;
}
