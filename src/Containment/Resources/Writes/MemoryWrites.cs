using Containment.Resources.V1;

namespace Containment.Resources.Writes;

/// <summary>Limits on memory as files of either version. Pure.</summary>
internal static class MemoryWrites
{
    public static void Add(WriteList list, ResourceLimits limits, ResourceLimits current)
    {
        (string Field, string File, string? Value)[] onlyUnified =
        [
            (nameof(limits.MemoryMin), "memory.min", Protected(limits.MemoryMin)), (nameof(limits.SwapHigh), "memory.swap.high", Swap(limits.SwapHigh)),
            (nameof(limits.Zswap), "memory.zswap.max", Swap(limits.Zswap)), (nameof(limits.ZswapWriteback), "memory.zswap.writeback", Switch(limits.ZswapWriteback)),
            (nameof(limits.OomGroup), "memory.oom.group", Switch(limits.OomGroup)),
        ];
        foreach (var (field, file, value) in onlyUnified)
        {
            if (value is null) continue;
            var home = list.Home(field, "memory");
            home.OnlyUnified(field);
            home.Add(field, file, value);
        }
        if (First(limits) is not { } first) return;
        var memory = list.Home(first, "memory");
        if (memory.Unified) Unified(memory, limits);
        else LegacyMemory.Add(memory, limits, current);
    }

    private static void Unified(ControllerHome home, ResourceLimits limits)
    {
        if (Protected(limits.MemoryLow) is { } low) home.Add(nameof(limits.MemoryLow), "memory.low", low);
        if (limits.MemoryHigh is { } high) home.Add(nameof(limits.MemoryHigh), "memory.high", Text.OrMax(high.Bytes));
        if (limits.Swap is { } swap) home.Add(nameof(limits.Swap), "memory.swap.max", Text.OrMax(swap.Bytes));
        if (limits.MemoryMax is { } max) home.Add(nameof(limits.MemoryMax), "memory.max", Text.OrMax(max.Bytes));
    }

    private static string? First(ResourceLimits limits) =>
        limits.MemoryMax is not null ? nameof(limits.MemoryMax) : limits.MemoryHigh is not null ? nameof(limits.MemoryHigh)
        : limits.MemoryLow is not null ? nameof(limits.MemoryLow) : limits.Swap is not null ? nameof(limits.Swap) : null;

    // No protection is none of it; no limit is max.
    private static string? Protected(MemoryLimit? amount) => amount is { } given ? (given.Bytes ?? 0).ToString(Text.Culture) : null;

    private static string? Swap(SwapLimit? limit) => limit is { } given ? Text.OrMax(given.Bytes) : null;

    private static string? Switch(bool? on) => on switch { null => null, true => "1", false => "0" };
}
