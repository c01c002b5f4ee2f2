using Containment.Bundles.Oci;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.memory ("Memory", config-linux.md). Zero is as good as nothing said, -1 lifts a limit; swap is memory and swap together. Pure.</summary>
internal static class OciMemoryWrites
{
    private const string Field = "linux.resources.memory", OomControl = "memory.oom_control", Hierarchy = "memory.use_hierarchy";

    public static void Add(WriteList list, OciMemory? memory)
    {
        if (memory is null) return;
        var (limit, swap) = (Said(memory.Limit), Said(memory.Swap));
        if (swap is > 0 && limit is > 0 && swap < limit)
            throw new InvalidSpecException($"{Field}.swap", swap, $"{Field}.limit or more: it is memory and swap together");
        if (limit is not null || swap is not null)
        {
            var home = list.Home(limit is null ? $"{Field}.swap" : $"{Field}.limit", "memory");
            if (home.Unified) Unified(home, memory, limit, swap);
            else Legacy(home, limit, swap);
        }
        if (Said(memory.Reservation) is { } reservation)
        {
            var home = list.Home($"{Field}.reservation", "memory");
            home.Add($"{Field}.reservation", home.Unified ? "memory.low" : LegacyMemory.SoftLimit, reservation < 0 ? home.Unified ? "0" : "-1" : Number(reservation));
        }
        AddBeyond(list, memory);
    }

    /// <summary>What the library's own limits don't say.</summary>
    public static void AddBeyond(WriteList list, OciMemory? memory)
    {
        if (memory is null) return;
        if (Said(memory.Kernel) is not null) list.Warn($"{Field}.kernel is ignored: kernel memory is part of the memory limit since Linux 5.16, and has no limit of its own");
        if (Said(memory.KernelTcp) is { } tcp) OnLegacy(list, "kernelTCP", "memory.kmem.tcp.limit_in_bytes", tcp < 0 ? "-1" : Number(tcp));
        if (memory.Swappiness is { } swappiness) OnLegacy(list, "swappiness", "memory.swappiness", swappiness.ToString(Text.Culture));
        if (memory.DisableOomKiller is { } disable) OomKiller(list, disable);
        if (memory.UseHierarchy is { } hierarchical) UseHierarchy(list, hierarchical);
    }

    private static void Unified(ControllerHome home, OciMemory memory, long? limit, long? swap)
    {
        if (memory.CheckBeforeUpdate is true && limit is > 0 && home.Number("memory.current") is { } used && used > limit)
            throw new ContainmentException(FailureReason.WrongState, $"{Field}.limit", $"{Field}.limit of {limit} bytes is below the {used} bytes in use, and checkBeforeUpdate says not to go there");
        // No limit on memory is meant for both, unless swap says otherwise.
        var swapMax = swap switch
        {
            null => limit < 0 ? "max" : null,
            < 0 => "max",
            { } both when limit is > 0 and { } bytes => Number(both - bytes),
            _ => throw new InvalidSpecException($"{Field}.swap", swap, $"to be set together with {Field}.limit: it is memory and swap together"),
        };
        // Where the kernel has no swap accounting there is nothing to lift or to forbid.
        if (swapMax is not null && (home.Has("memory.swap.max") || swapMax is not ("max" or "0"))) home.Add($"{Field}.swap", "memory.swap.max", swapMax);
        if (limit is { } max) home.Add($"{Field}.limit", "memory.max", max < 0 ? "max" : Number(max));
    }

    // memsw may at no moment be below the limit of memory.
    private static void Legacy(ControllerHome home, long? limit, long? swap)
    {
        if (limit < 0 && swap is null && home.Has(LegacyMemory.WithSwap)) swap = -1;
        var swapFirst = limit is not null && (swap < 0 || (swap is not null && (home.Number(LegacyMemory.Limit) ?? long.MaxValue) < swap));
        if (swapFirst) Swap();
        if (limit is { } max) home.Add($"{Field}.limit", LegacyMemory.Limit, Number(max));
        if (!swapFirst) Swap();

        void Swap()
        {
            if (swap is { } both) home.Add($"{Field}.swap", LegacyMemory.WithSwap, Number(both));
        }
    }

    private static void OomKiller(WriteList list, bool disable)
    {
        // That it stays on is the default everywhere.
        if (!disable && list.UnifiedHome("memory") is not null) return;
        var home = list.Home($"{Field}.disableOOMKiller", "memory");
        home.OnlyLegacy($"{Field}.disableOOMKiller");
        if (disable || home.Read(OomControl)?.StartsWith("oom_kill_disable 1", StringComparison.Ordinal) is true) home.Add($"{Field}.disableOOMKiller", OomControl, disable ? "1" : "0");
    }

    private static void UseHierarchy(WriteList list, bool hierarchical)
    {
        var home = list.Home($"{Field}.useHierarchy", "memory");
        var now = home.Unified || !home.Has(Hierarchy) || home.Number(Hierarchy) == 1;
        if (now && !hierarchical) list.Warn($"{Field}.useHierarchy is ignored: memory is counted through the hierarchy, always, since Linux 5.11");
        else if (now != hierarchical) home.Add($"{Field}.useHierarchy", Hierarchy, "1");
    }

    private static void OnLegacy(WriteList list, string name, string file, string value)
    {
        var home = list.Home($"{Field}.{name}", "memory");
        home.OnlyLegacy($"{Field}.{name}");
        home.Add($"{Field}.{name}", file, value);
    }

    private static long? Said(long? bytes) => bytes is 0 ? null : bytes;

    private static string Number(long bytes) => bytes.ToString(Text.Culture);
}
