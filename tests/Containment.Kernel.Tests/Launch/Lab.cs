using System.Diagnostics;
using Containment.Bundles;
using Containment.Bundles.Users;
using Containment.Launch;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Launch;

/// <summary>A place of its own for one test: a busybox root, cgroups and directories, all removed at the end.</summary>
internal sealed class Lab : IDisposable
{
    private readonly List<string> _cgroups = [];
    private int _containers;

    public Lab()
    {
        Name = $"ct{Guid.NewGuid().ToString("n")[..8]}";
        Directory = $"/tmp/{Name}";
        System.IO.Directory.CreateDirectory(Directory);
        Root = $"{Directory}/root";
        foreach (var name in (ReadOnlySpan<string>)["bin", "dev", "proc", "sys", "etc", "tmp"]) System.IO.Directory.CreateDirectory($"{Root}/{name}");
        File.Copy(File.Exists("/bin/busybox") ? "/bin/busybox" : "/usr/bin/busybox", $"{Root}/bin/busybox");
        foreach (var name in (ReadOnlySpan<string>)["sh", "true", "false", "cat", "echo", "sleep", "id", "mount", "hostname", "ip", "stat", "readlink", "kill", "tty", "stty", "ls", "grep", "init", "ps", "head", "dd", "touch", "ln"])
            File.CreateSymbolicLink($"{Root}/bin/{name}", "busybox");
    }

    public string Name { get; }
    public string Directory { get; }
    public string Root { get; }
    public IReadOnlyList<string> Cgroups => _cgroups;

    /// <summary>A request for a new container in this place.</summary>
    public LaunchRequest Request(ProcessSpec process, IsolationSpec? isolation = null, Func<LaunchRequest, LaunchRequest>? change = null)
    {
        var id = $"{Name}-{Interlocked.Increment(ref _containers)}";
        var home = $"{Directory}/{id}";
        foreach (var name in (ReadOnlySpan<string>)["upper", "work"]) System.IO.Directory.CreateDirectory($"{home}/{name}");
        isolation ??= new();
        IdRange? ids = isolation.UserNamespace ? new(100_000) : null;
        var request = new LaunchRequest
        {
            Id = id,
            Spec = RuntimeSpecCompiler.Compile(new BundleSpec(process) { Isolation = isolation }, id, UserIdentity.Root, ids),
            Root = new RootLayers([Root], $"{home}/upper", $"{home}/work"),
            Ids = ids,
            Cgroup = Cgroup(id),
            FirstProcess = isolation.FirstProcess,
            Keeper = new() { SocketPath = $"{home}/sock", ExitPath = $"{home}/exit", LogPath = $"{home}/log" },
            MountPoint = Directory,
        };
        return change is null ? request : change(request);
    }

    public Task<KeeperSession> StartAsync(params string[] command) => StartAsync(Request(new ProcessSpec(command)));

    public static Task<KeeperSession> StartAsync(LaunchRequest request) => Launcher.StartAsync(LaunchCompiler.Compile(request));

    /// <summary>Runs a command to its end; gives how it ended and what it wrote to both streams.</summary>
    public static async Task<(ExitStatus Status, string Output)> RunAsync(LaunchRequest request)
    {
        await using var session = await StartAsync(request);
        var status = await session.Exited.WaitAsync(TimeSpan.FromSeconds(20));
        return (status, ReadLog(request.Keeper!.LogPath));
    }

    /// <summary>The payload of a log.</summary>
    public static string ReadLog(string path, int? stream = null)
    {
        var bytes = File.ReadAllBytes(path);
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < bytes.Length;)
        {
            var length = BitConverter.ToInt32(bytes, at + 4);
            if (stream is null || bytes[at] == stream) text.Append(System.Text.Encoding.UTF8.GetString(bytes, at + 16, length));
            at += 16 + length;
        }
        return text.ToString();
    }

    private CgroupPlacement Cgroup(string id)
    {
        string? unified = null;
        List<string> legacy = [];
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var words = line.Split(' ');
            var type = words[Array.IndexOf(words, "-") + 1];
            if (type is not ("cgroup" or "cgroup2") || !(type == "cgroup2" || words[^1].Contains("pids") || words[^1].Contains("freezer"))) continue;
            var directory = $"{words[4]}/{id}";
            System.IO.Directory.CreateDirectory(directory);
            lock (_cgroups) _cgroups.Add(directory);
            if (type == "cgroup2") unified = directory;
            else legacy.Add($"{directory}/cgroup.procs");
        }
        return new(unified, legacy);
    }

    public void Dispose()
    {
        foreach (var cgroup in _cgroups)
        {
            for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(10); Thread.Sleep(5))
            {
                foreach (var pid in Pids(cgroup)) Kill(pid);
                try
                {
                    System.IO.Directory.Delete(cgroup);
                    break;
                }
                catch (IOException)
                {
                }
            }
        }
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static int[] Pids(string cgroup) => System.IO.Directory.Exists(cgroup) ? [.. File.ReadAllLines($"{cgroup}/cgroup.procs").Select(int.Parse)] : [];

    /// <summary>Kills a process that the test began.</summary>
    public static void Kill(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
        }
    }
}
