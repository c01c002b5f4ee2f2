namespace Containment.Kernel.Tests.Fixtures;

/// <summary>
/// What a container may leave on a machine, written down as lines, to be compared before and after: cgroups, mounts and
/// processes that carry its name, and every file below the host's directories.
/// </summary>
internal static class MachineState
{
    // What a host has whether it has containers or not.
    private static readonly string[] Lasting = ["state", "run", "state/containers", "state/exits", "state/ids", "state/ids.lock", "run/events", "run/events.lock"];

    /// <param name="top">The directory that holds the state and runtime directories.</param>
    /// <param name="name">A part of the names to look for.</param>
    public static string[] Of(string top, string name) => [.. Files(top), .. Cgroups(name), .. Mounts(top, name), .. Processes(top, name)];

    private static IEnumerable<string> Files(string top) =>
        Directory.Exists(top) ? Directory.EnumerateFileSystemEntries(top, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(top, path))
            .Where(path => !Lasting.Contains(path) && !path.StartsWith("run/events/", StringComparison.Ordinal)).Order().Select(path => $"file {path}") : [];

    private static IEnumerable<string> Cgroups(string name) =>
        Directory.EnumerateDirectories("/sys/fs/cgroup", $"*{name}*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 6, IgnoreInaccessible = true }).Order().Select(path => $"cgroup {path}");

    private static IEnumerable<string> Mounts(string top, string name) =>
        File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(top, StringComparison.Ordinal) || line.Contains(name, StringComparison.Ordinal)).Select(line => $"mount {line}");

    private static IEnumerable<string> Processes(string top, string name)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), out var pid) && pid != Environment.ProcessId))
        {
            string cgroups, command;
            try
            {
                cgroups = File.ReadAllText(Path.Combine(process, "cgroup"));
                command = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ');
            }
            catch (IOException)
            {
                continue;
            }
            // One that has ended already, and that its new parent has not asked about yet, has no command line.
            if (command.Length > 0 && cgroups.Contains(name, StringComparison.Ordinal) || command.Contains(top, StringComparison.Ordinal)) yield return $"process {command}";
        }
    }
}
