using System.Text;
using Containment.Containers.Guests.Texts;
using Containment.Resources;

namespace Containment.Containers.Guests;

/// <summary>One of the files that show a container itself.</summary>
/// <param name="Name">Its name on the host.</param>
/// <param name="Target">The file of the kernel that it is put over, inside.</param>
/// <param name="Source">The file of the machine that it is made from.</param>
/// <param name="Write">Makes its content from that and the facts.</param>
/// <param name="Fill">
/// Its size is a multiple of this, by blanks at the end of its last line: a program that has it open when it is saved is given it back
/// only if it is as long as it was.
/// </param>
internal sealed record GuestFile(string Name, string Target, string Source, Func<string, GuestFacts, string> Write, int Fill = 1)
{
    public static readonly GuestFile Uptime = new("uptime", "/proc/uptime", "/proc/uptime", (_, facts) => UptimeText.Write(facts), 64);

    /// <summary>All; the uptime only where the container has no clock of its own that the kernel's file goes by.</summary>
    public static IReadOnlyList<GuestFile> All { get; } =
    [
        new("meminfo", "/proc/meminfo", "/proc/meminfo", MemoryText.Write),
        new("cpuinfo", "/proc/cpuinfo", "/proc/cpuinfo", ProcessorText.Write),
        new("stat", "/proc/stat", "/proc/stat", ProcessorTimeText.Write, 4096),
        new("loadavg", "/proc/loadavg", "/proc/loadavg", (_, facts) => LoadText.Write(facts), 64),
        new("swaps", "/proc/swaps", "/proc/meminfo", SwapText.Write, 128),
        // "possible" stays: programs count by it the memory that they have for each processor, and threads may run on all of them.
        new("online", "/sys/devices/system/cpu/online", OnlineFile, (_, facts) => new CpuSet(facts.Processors) + "\n"),
        Uptime,
    ];

    /// <summary>Where the kernel says which processors are online.</summary>
    public const string OnlineFile = "/sys/devices/system/cpu/online";

    public static IEnumerable<GuestFile> For(bool ownClock) => ownClock ? All.Where(file => file != Uptime) : All;

    public byte[] Content(string machine, GuestFacts facts)
    {
        var text = Write(machine, facts);
        var rest = text.Length % Fill;
        return Encoding.ASCII.GetBytes(rest == 0 ? text : $"{text[..^1]}{new string(' ', Fill - rest)}\n");
    }
}
