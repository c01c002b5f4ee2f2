using Containment.Resources.Writes;

namespace Containment.Resources.V1;

/// <summary>
/// Memory limits of cgroup v1 (Documentation/admin-guide/cgroup-v1/memory.rst). Swap is bounded only together with memory
/// (memsw), and memsw may never be below the memory limit, so the order of the two writes depends on the direction.
/// </summary>
internal static class LegacyMemory
{
    public const string Limit = "memory.limit_in_bytes", WithSwap = "memory.memsw.limit_in_bytes", SoftLimit = "memory.soft_limit_in_bytes";

    public static void Add(ControllerHome home, ResourceLimits limits, ResourceLimits current)
    {
        if (limits is { MemoryHigh: not null, MemoryLow: not null })
            throw new InvalidSpecException(nameof(limits.MemoryHigh), limits.MemoryHigh, "not to be set together with MemoryLow: cgroup v1 has one soft limit for both");
        if ((limits.MemoryLow ?? limits.MemoryHigh) is { } soft) home.Add(limits.MemoryLow is null ? nameof(limits.MemoryHigh) : nameof(limits.MemoryLow), SoftLimit, Text.OrMinusOne(soft.Bytes));

        var max = limits.MemoryMax ?? current.MemoryMax ?? MemoryLimit.None;
        var swap = limits.Swap ?? current.Swap ?? SwapLimit.None;
        if (limits.Swap is { Bytes: not null } && max.Bytes is null)
            throw new InvalidSpecException(nameof(limits.Swap), limits.Swap, "to be set together with MemoryMax: cgroup v1 bounds only their sum");
        var sum = Sum(max, swap);
        var before = Sum(current.MemoryMax ?? MemoryLimit.None, current.Swap ?? SwapLimit.None);
        var raised = (sum ?? long.MaxValue) > (before ?? long.MaxValue);
        if (raised) WriteSum();
        if (limits.MemoryMax is { } wanted) home.Add(nameof(limits.MemoryMax), Limit, Text.OrMinusOne(wanted.Bytes));
        if (!raised) WriteSum();

        void WriteSum()
        {
            if (sum != before) home.Add(limits.Swap is null ? nameof(limits.MemoryMax) : nameof(limits.Swap), WithSwap, Text.OrMinusOne(sum));
        }
    }

    private static long? Sum(MemoryLimit max, SwapLimit swap) =>
        max.Bytes is { } m && swap.Bytes is { } s ? m > long.MaxValue - s ? long.MaxValue : m + s : null;
}
