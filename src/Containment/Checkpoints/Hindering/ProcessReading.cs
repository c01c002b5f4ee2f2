using System.Globalization;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Hindering;

/// <summary>Reads one process.</summary>
internal static class ProcessReading
{
    public static ProcessFacts Read(int pid, int init, IReadOnlyDictionary<string, long> unread)
    {
        // One in a mount namespace of its own may still have open what it had before.
        HashSet<string> mounts = [.. Mounts(pid), .. pid == init ? [] : Mounts(init)];
        var status = KernelText.LinesOrNone($"/proc/{pid}/status");
        return new(pid, Field(status, "Name:") ?? "it has ended meanwhile")
        {
            Parent = Number(Field(status, "PPid:")),
            Tracer = Number(Field(status, "TracerPid:")) ?? 0,
            Program = Link($"/proc/{pid}/exe"),
            Namespaces = Namespaces(pid),
            Unit = KernelText.LinesOrNone($"/proc/{pid}/cgroup").Select(ServiceDropIn.UnitOf).FirstOrDefault(unit => unit is not null),
            Descriptors = [.. Numbers(pid).Select(number => DescriptorReading.Read(pid, number, mounts, unread)).OfType<DescriptorFacts>()],
            Memory = MemoryFacts.Parse(KernelText.LinesOrNone($"/proc/{pid}/maps")),
        };
    }

    /// <summary>What all the descriptors of a process lead to.</summary>
    public static IEnumerable<string> Links(int pid) => Numbers(pid).Select(number => Link($"/proc/{pid}/fd/{number}")).OfType<string>();

    public static string? Link(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static IEnumerable<string> Mounts(int pid) => KernelText.LinesOrNone($"/proc/{pid}/mountinfo").Select(line => line[..line.IndexOf(' ')]);

    private static int[] Numbers(int pid)
    {
        try
        {
            return [.. Directory.EnumerateFileSystemEntries($"/proc/{pid}/fd").Select(path => Number(Path.GetFileName(path)) ?? -1).Where(number => number >= 0).Order()];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static Dictionary<string, string> Namespaces(int pid)
    {
        Dictionary<string, string> namespaces = [];
        foreach (var kind in (string[])["mnt", "net", "user", "pid", "uts", "ipc", "cgroup", "time"])
            if (Link($"/proc/{pid}/ns/{kind}") is { } identity) namespaces[kind] = identity;
        return namespaces;
    }

    private static string? Field(string[] lines, string name) => lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Trim();

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
