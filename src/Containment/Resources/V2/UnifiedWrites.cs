using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.V2;

/// <summary>Limits as files of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst).</summary>
internal static class UnifiedWrites
{
    public static IEnumerable<CgroupWrite> Cpu(CgroupDirectory directory, ResourceLimits limits)
    {
        if (limits.CpuWeight is { } weight) yield return new(directory, "cpu.weight", weight.ToString());
        if (limits.Cpu is { } cpu) yield return new(directory, "cpu.max", $"{Text.OrMax(Text.Quota(cpu))} {Text.CpuPeriod}");
    }

    public static IEnumerable<CgroupWrite> Memory(CgroupDirectory directory, ResourceLimits limits)
    {
        if (limits.MemoryLow is { } low) yield return new(directory, "memory.low", (low.Bytes ?? 0).ToString(Text.Culture));
        if (limits.MemoryHigh is { } high) yield return new(directory, "memory.high", Text.OrMax(high.Bytes));
        if (limits.Swap is { } swap) yield return new(directory, "memory.swap.max", Text.OrMax(swap.Bytes));
        if (limits.MemoryMax is { } max) yield return new(directory, "memory.max", Text.OrMax(max.Bytes));
    }

    public static IEnumerable<CgroupWrite> Io(CgroupDirectory directory, ResourceLimits limits, Func<CgroupDirectory, string, bool> has)
    {
        if (limits.IoWeight is { } weight)
        {
            // io.cost heeds one, BFQ the other; which of them drives a disk can change at any time.
            var bfq = has(directory, "io.bfq.weight");
            if (bfq) yield return new(directory, "io.bfq.weight", $"default {Math.Min(weight.Value, 1000)}");
            if (!bfq || has(directory, "io.weight")) yield return new(directory, "io.weight", $"default {weight.Value}");
        }
        foreach (var limit in limits.Io)
        {
            var parts = string.Concat(Part("rbps", limit.ReadBytes), Part("wbps", limit.WriteBytes), Part("riops", limit.ReadOperations), Part("wiops", limit.WriteOperations));
            if (parts.Length > 0) yield return new(directory, "io.max", $"{limit.Device}{parts}");
        }
    }

    private static string Part(string key, IoRate? rate) => rate is { } given ? $" {key}={Text.OrMax(given.PerSecond)}" : "";
}
