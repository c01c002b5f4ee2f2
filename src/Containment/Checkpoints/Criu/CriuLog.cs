namespace Containment.Checkpoints.Criu;

/// <summary>What CRIU says of a failure: its error message is always about limits, so the log is read.</summary>
internal static class CriuLog
{
    private const int MostLines = 3;

    /// <summary>The errors of a log file, first to last, without time and place; empty where there is none.</summary>
    public static string Errors(string path) => File.Exists(path) ? Errors(File.ReadLines(path)) : "";

    public static string Errors(IEnumerable<string> lines) =>
        string.Join("; ", lines.Select(Text).OfType<string>().Where(text => !text.Contains("setup RLIMIT_NOFILE", StringComparison.Ordinal)).Take(MostLines));

    /// <summary>What a failure needs, where it is known; else null.</summary>
    public static string? Remedy(string errors) =>
        errors.Contains("Can't get 1:16 opt", StringComparison.Ordinal) ? "Linux 6.16 and later need CRIU 4.2 or later for sockets"
        : errors.Contains("io_uring", StringComparison.Ordinal) ? "CRIU can't save io_uring; run the program without it"
        : errors.Contains("doesn't belong to the target user namespace", StringComparison.Ordinal) ? "a time namespace and a user namespace together can't be saved; leave one of them out"
        : errors.Contains("is outside of its pid namespace", StringComparison.Ordinal) ? "end the processes that were begun from outside"
        : null;

    // (00.012345) 42: Error (criu/sockets.c:123): sockets: Can't …
    private static string? Text(string line)
    {
        var at = line.IndexOf("Error (", StringComparison.Ordinal);
        if (at < 0) return null;
        var end = line.IndexOf("): ", at, StringComparison.Ordinal);
        return end < 0 ? null : line[(end + 3)..].Trim();
    }
}
