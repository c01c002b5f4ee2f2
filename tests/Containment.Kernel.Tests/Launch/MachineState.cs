using System.Diagnostics;

namespace Containment.Kernel.Tests.Launch;

/// <summary>What a launch could leave behind: mounts, links, processes of ours, members of cgroups, files, and descriptors of this process.</summary>
internal static class MachineState
{
    public static IReadOnlyList<string> Of(Lab lab) =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains(lab.Name, StringComparison.Ordinal)).Select(line => $"mount {line}"),
        .. Processes().Select(process => $"process {process}"),
        .. lab.Cgroups.SelectMany(cgroup => Directory.EnumerateDirectories(cgroup).Concat(File.ReadLines($"{cgroup}/cgroup.procs")).Select(line => $"cgroup {cgroup} {line}")),
        .. Directory.EnumerateFileSystemEntries(lab.Directory, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith($"{lab.Root}/", StringComparison.Ordinal)).Order().Select(path => $"file {path}"),
        .. Directory.EnumerateFiles("/proc/self/fd").Select(Target).Where(target => target.StartsWith("socket:", StringComparison.Ordinal) || target.Contains(lab.Name, StringComparison.Ordinal)).Select((_, n) => $"descriptor {n}"),
    ];

    /// <summary>Null when the machine comes to be as before (this process may open and close descriptors of its own meanwhile); else the difference.</summary>
    public static async Task<string?> SettlesAsync(Lab lab, IReadOnlyList<string> before)
    {
        for (var wait = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            var now = Of(lab);
            // What a test before us left may have ended meanwhile: fewer descriptors or processes are no harm.
            if (now.Except(before).Any() is false && before.Except(now).All(line => line.StartsWith("descriptor ", StringComparison.Ordinal) || line.StartsWith("process ", StringComparison.Ordinal))) return null;
            if (wait.Elapsed > TimeSpan.FromSeconds(3)) return string.Join('\n', now.Except(before).Select(line => $"+ {line}").Concat(before.Except(now).Select(line => $"- {line}")));
        }
    }

    private static string Target(string descriptor) => new FileInfo(descriptor).LinkTarget ?? "";

    // Children of this process, zombies too.
    private static IEnumerable<string> Processes()
    {
        foreach (var task in Directory.EnumerateDirectories("/proc/self/task"))
        {
            string[] children;
            try
            {
                children = File.ReadAllText($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            catch (IOException)
            {
                continue;
            }
            foreach (var child in children) yield return child;
        }
    }
}
