using Containment.Linux.Memory;

namespace Containment.Checkpoints.Tracking;

/// <summary>Pages of all mappings in which a process can have some of its own.</summary>
internal static class OwnPages
{
    /// <summary>Null where the process has ended.</summary>
    public static List<PageRange>? Find(int pid, PageQuery query)
    {
        using var scan = PageScan.TryOpen(pid);
        var mappings = MemoryMapping.Of(pid);
        if (scan is null || mappings.Count == 0) return null;
        List<PageRange> found = [];
        foreach (var mapping in mappings)
            if (mapping.HoldsOwnPages) scan.Find(mapping.Pages, query, found);
        return found;
    }
}
