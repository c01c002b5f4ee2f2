using System.Globalization;

namespace Containment.Linux.Memory;

/// <summary>A mapping of a process, a line of /proc/PID/maps (proc_pid_maps(5)).</summary>
/// <param name="Pages">Where it is.</param>
/// <param name="IsPrivate">Whether what is written there is the process's own.</param>
/// <param name="IsExecutable">Whether it can be run.</param>
/// <param name="IsAnonymous">Whether there is no file behind it.</param>
/// <param name="Name">The file, or a name in brackets, or nothing.</param>
internal readonly record struct MemoryMapping(PageRange Pages, bool IsPrivate, bool IsExecutable, bool IsAnonymous, string Name)
{
    /// <summary>Whether it can hold pages that are the process's own, also where it can't write them just now. Not what the kernel puts there.</summary>
    public bool HoldsOwnPages => IsPrivate && !IsOfKernel;

    private bool IsOfKernel => Name.StartsWith("[v", StringComparison.Ordinal) || Name == "[uprobes]";

    /// <summary>Empty where the process has ended.</summary>
    public static List<MemoryMapping> Of(int pid)
    {
        try
        {
            return Parse(KernelText.Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/maps")));
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ESRCH)
        {
            return [];
        }
    }

    internal static List<MemoryMapping> Parse(string text)
    {
        List<MemoryMapping> mappings = [];
        // start-end rwxp offset device inode name
        Span<Range> fields = stackalloc Range[6];
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var count = line.Split(fields, ' ', StringSplitOptions.RemoveEmptyEntries);
            if (count < 5) continue;
            var place = line[fields[0]];
            var rights = line[fields[1]];
            var dash = place.IndexOf('-');
            var pages = new PageRange(ulong.Parse(place[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture), ulong.Parse(place[(dash + 1)..], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            mappings.Add(new(pages, rights[3] == 'p', rights[2] == 'x', line[fields[4]] is "0", count == 6 ? line[fields[5]].Trim().ToString() : ""));
        }
        return mappings;
    }
}
