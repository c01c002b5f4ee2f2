using System.Globalization;

namespace Containment.Linux.Processes;

/// <summary>Which processes are in the pid namespace of a first one, by the ids that they have there.</summary>
internal static class InsideIds
{
    /// <param name="init">One of the namespace.</param>
    /// <param name="pids">All that may be in it; others, and those that end meanwhile, are passed over.</param>
    public static Dictionary<int, int> Of(int init, IEnumerable<int> pids)
    {
        var space = NamespaceOf(init);
        Dictionary<int, int> found = [];
        foreach (var pid in pids)
            if (space is not null && NamespaceOf(pid) == space && Of(pid) is { } id) found[id] = pid;
        return found;
    }

    /// <summary>The id of a process in its own pid namespace; null where it has ended.</summary>
    public static int? Of(int pid)
    {
        try
        {
            // The last of them (proc_pid_status(5)).
            return File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("NSpid:", StringComparison.Ordinal))?.Split('\t') is [.., var last] ? int.Parse(last, CultureInfo.InvariantCulture) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static string? NamespaceOf(int pid) => new FileInfo($"/proc/{pid}/ns/pid").LinkTarget;
}
