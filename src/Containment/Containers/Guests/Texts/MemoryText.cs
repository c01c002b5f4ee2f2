using System.Globalization;
using System.Text;
using Containment.Linux.Memory;

namespace Containment.Containers.Guests.Texts;

/// <summary>/proc/meminfo (proc_meminfo(5)) with the container's values. What is known of the machine alone stays as it is. Pure.</summary>
internal static class MemoryText
{
    private const int NumberAt = 16, NumberWidth = 8;

    public static string Write(string machine, GuestFacts facts)
    {
        var total = Value(machine, "MemTotal");
        // Without a limit it shares the machine's memory with all others, and the machine's figures are the true ones.
        if (facts.Limits.MemoryMax?.Bytes is not { } limit || limit >= total) return machine;
        var values = Values(machine, facts, limit);
        var text = new StringBuilder(machine.Length);
        foreach (var line in machine.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = line[..line.IndexOf(':')];
            if (values.TryGetValue(name, out var bytes)) text.Append($"{name}:".PadRight(NumberAt)).Append((Math.Max(0, bytes) >> 10).ToString(CultureInfo.InvariantCulture).PadLeft(NumberWidth)).Append(" kB\n");
            else text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static Dictionary<string, long> Values(string machine, GuestFacts facts, long limit)
    {
        var memory = facts.Memory;
        var free = Math.Max(0, limit - memory.Current);
        var (swap, swapFree) = Swap(machine, facts);
        return new()
        {
            ["MemTotal"] = limit,
            // The limit is no promise: there is never more than the machine itself has.
            ["MemFree"] = Math.Min(free, Value(machine, "MemAvailable")),
            ["MemAvailable"] = Math.Min(Math.Min(limit, free + memory.ActiveFile + memory.InactiveFile + memory.SlabReclaimable), Value(machine, "MemAvailable")),
            ["Buffers"] = 0,
            ["Cached"] = memory.Cache,
            ["SwapCached"] = 0,
            ["Active"] = memory.ActiveAnonymous + memory.ActiveFile,
            ["Inactive"] = memory.InactiveAnonymous + memory.InactiveFile,
            ["Active(anon)"] = memory.ActiveAnonymous,
            ["Inactive(anon)"] = memory.InactiveAnonymous,
            ["Active(file)"] = memory.ActiveFile,
            ["Inactive(file)"] = memory.InactiveFile,
            ["Unevictable"] = memory.Unevictable,
            ["Mlocked"] = 0,
            ["SwapTotal"] = swap,
            ["SwapFree"] = swapFree,
            ["Dirty"] = memory.Dirty,
            ["Writeback"] = memory.Writeback,
            ["AnonPages"] = memory.Anonymous,
            ["Mapped"] = memory.Mapped,
            ["Shmem"] = memory.Shared,
            ["KReclaimable"] = memory.SlabReclaimable,
            ["Slab"] = memory.SlabReclaimable + memory.SlabUnreclaimable,
            ["SReclaimable"] = memory.SlabReclaimable,
            ["SUnreclaim"] = memory.SlabUnreclaimable,
            ["KernelStack"] = memory.KernelStacks,
            ["PageTables"] = memory.PageTables,
        };
    }

    /// <summary>How much swap it may use, and how much of that is left.</summary>
    public static (long Total, long Free) Swap(string machine, GuestFacts facts)
    {
        var (total, free) = (Value(machine, "SwapTotal"), Value(machine, "SwapFree"));
        if (facts.Limits.Swap?.Bytes is not { } limit || limit >= total) return (total, free);
        return (limit, Math.Min(free, Math.Max(0, limit - facts.Memory.Swap)));
    }

    /// <summary>A value in bytes; 0 where it is not there.</summary>
    public static long Value(string meminfo, string name) => MemoryInfo.Bytes(meminfo, name) ?? 0;
}
