using Containment.Launch.Plans;

namespace Containment.Checkpoints.Hindering;

/// <summary>What a process has mapped.</summary>
/// <param name="Mapped">Bytes of address space in all.</param>
/// <param name="Reserved">Those that nobody may touch (PROT_NONE).</param>
/// <param name="Special">The names of mappings that are no ordinary files or memory, each once.</param>
internal sealed record MemoryFacts(long Mapped, long Reserved, IReadOnlyList<string> Special)
{
    /// <param name="lines">Of /proc/PID/maps (proc_pid_maps(5)).</param>
    public static MemoryFacts Parse(IEnumerable<string> lines)
    {
        var (mapped, reserved) = (0L, 0L);
        var special = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var dash = line.IndexOf('-');
            var space = line.IndexOf(' ');
            if (dash < 0 || space < dash) continue;
            var length = Convert.ToInt64(line[(dash + 1)..space], 16) - Convert.ToInt64(line[..dash], 16);
            // The vsyscall page is no mapping of the process, and beyond what a signed number holds.
            if (length < 0 || line.EndsWith("[vsyscall]", StringComparison.Ordinal)) continue;
            mapped += length;
            if (line.AsSpan(space + 1).StartsWith("---")) reserved += length;
            var words = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 6 && IsSpecial(words[5].Trim())) special.Add(words[5].Trim());
        }
        return new(mapped, reserved, [.. special]);
    }

    private static bool IsSpecial(string name) =>
        name.StartsWith("/anon_hugepage", StringComparison.Ordinal) || name.StartsWith("/secretmem", StringComparison.Ordinal) || name.StartsWith("anon_inode:", StringComparison.Ordinal)
        || (name.StartsWith("/dev/", StringComparison.Ordinal) && !name.StartsWith("/dev/zero", StringComparison.Ordinal) && !name.StartsWith("/dev/shm/", StringComparison.Ordinal)
            && !name.StartsWith($"/dev/{ReaperSteps.NamePrefix}", StringComparison.Ordinal));
}
