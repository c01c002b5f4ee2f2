using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Containment.Kernel.Tests.Podman;

/// <summary>Removes what is left of somebody's containers: processes and cgroups below a cgroup, mounts and files below a directory.</summary>
internal static partial class Leftovers
{
    private const int Detach = 2, Kill9 = 9;

    /// <summary>What there was of processes and mounts: nothing, where the containers had been removed well.</summary>
    public static string Remove(string top, string cgroup)
    {
        List<string> found = [];
        var directories = Hierarchies().Select(hierarchy => Path.Combine(hierarchy, cgroup)).Where(Directory.Exists).ToArray();
        for (var tries = 0; tries < 200 && Processes(directories) is { Length: > 0 } processes; tries++)
        {
            // Those that wait for the end of a container end by themselves.
            if (tries >= 100)
            {
                if (tries == 100) found.AddRange(processes.Select(process => $"process {process} {CommandOf(process)}"));
                foreach (var process in processes) _ = Kill(process, Kill9);
            }
            Thread.Sleep(20);
        }
        foreach (var directory in directories) Remove(directory);
        foreach (var mount in File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(path => path.StartsWith(top + "/", StringComparison.Ordinal)).Reverse().ToArray())
        {
            // podman leaves its storage's own directory mounted on itself.
            if (mount != $"{top}/root/overlay") found.Add($"mount {mount}");
            if (Unmount(mount, Detach) != 0) throw new Win32Exception(Marshal.GetLastPInvokeError(), $"umount {mount}");
        }
        Directory.Delete(top, recursive: true);
        return string.Join('\n', found);
    }

    private static string[] Hierarchies() =>
        [.. File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')).Where(words => words[2] is "cgroup" or "cgroup2").Select(words => words[1]).Distinct()];

    private static int[] Processes(string[] directories) =>
        [.. directories.Where(Directory.Exists).SelectMany(directory => Directory.EnumerateFiles(directory, "cgroup.procs", SearchOption.AllDirectories)).SelectMany(File.ReadLines).Select(int.Parse).Distinct()];

    private static string CommandOf(int process) => File.Exists($"/proc/{process}/cmdline") ? File.ReadAllText($"/proc/{process}/cmdline").Replace('\0', ' ') : "";

    private static void Remove(string cgroup)
    {
        foreach (var child in Directory.GetDirectories(cgroup)) Remove(child);
        Directory.Delete(cgroup);
    }

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
