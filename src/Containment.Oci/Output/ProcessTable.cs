using System.Globalization;

namespace Containment.Oci.Output;

/// <summary>What ps(1) shows, cut down to some processes. Pure.</summary>
internal static class ProcessTable
{
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolFailed"/>: no column of it is called PID.</exception>
    public static string Pick(string table, IReadOnlyCollection<int> pids)
    {
        var lines = table.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var column = lines.Length == 0 ? -1 : Array.IndexOf(Words(lines[0]), "PID");
        if (column < 0) throw new ContainmentException(FailureReason.ToolFailed, "ps", "couldn't find PID field in ps output");
        return string.Concat(lines.Where((line, n) => n == 0 || Words(line).ElementAtOrDefault(column) is { } word
            && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pids.Contains(pid)).Select(line => line + "\n"));
    }

    private static string[] Words(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
