using System.Globalization;

namespace Containment.Containers.Guests.Texts;

/// <summary>/proc/swaps (proc_swaps(5)): one area for all that the container may use of the machine's. Pure.</summary>
internal static class SwapText
{
    /// <param name="meminfo">The machine's /proc/meminfo.</param>
    /// <param name="facts">Of the container.</param>
    public static string Write(string meminfo, GuestFacts facts)
    {
        const string head = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
        var (total, _) = MemoryText.Swap(meminfo, facts);
        return total == 0 ? head : head + string.Create(CultureInfo.InvariantCulture, $"none                                    virtual\t\t{total >> 10}\t\t{Math.Min(total, facts.Memory.Swap) >> 10}\t\t0\n");
    }
}
