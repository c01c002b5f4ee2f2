using System.Globalization;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Podman;

/// <summary>
/// A podman of a test class's own, that calls containment-oci: own storage, state, locks and cgroups, and one image, "busybox".
/// At its end all its containers are removed, and after that whatever is left of them.
/// </summary>
internal sealed class PodmanScene : IAsyncDisposable
{
    public const string Image = "localhost/busybox";

    private readonly List<RunningProgram> _programs = [];
    private string[] _before = [];

    private PodmanScene(string top) => Top = top;

    public string Top { get; }

    /// <summary>The cgroup that all its containers are below: the name of <see cref="Top"/>.</summary>
    public string Cgroup => Path.GetFileName(Top);

    /// <summary>The program, with what makes it this scene's own.</summary>
    public string[] Command =>
    [
        .. _before, "podman", "--root", $"{Top}/root", "--runroot", $"{Top}/run", "--tmpdir", $"{Top}/tmp", "--network-config-dir", $"{Top}/networks", "--volumepath", $"{Top}/volumes",
        "--cgroup-manager", "cgroupfs", "--runtime", Programs.Oci,
    ];

    /// <summary>For podman, and for what it looks for in PATH: its criu is CONTAINMENT_CRIU.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["CONTAINERS_CONF"] = $"{Top}/containers.conf",
        ["CONTAINERS_STORAGE_CONF"] = $"{Top}/storage.conf",
        ["HOME"] = Top,
        ["TMPDIR"] = Top,
        ["TERM"] = "dumb",
        ["PATH"] = $"{Top}/programs:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    public static async Task<PodmanScene> MakeAsync()
    {
        var scene = new PodmanScene(Directory.CreateTempSubdirectory("ct").FullName);
        try
        {
            await scene.PrepareAsync();
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>podman with these arguments, to its end, with nothing on its standard input or <paramref name="input"/>.</summary>
    public async Task<Ended> PodmanAsync(CancellationToken cancellation, string[] arguments, string input = "")
    {
        using var program = new RunningProgram(Command[0], [.. Command[1..], .. arguments], Environment);
        await program.Input.WriteAsync(input);
        program.Input.Close();
        return await program.WaitAsync(cancellation);
    }

    /// <summary>The same; it must succeed. Its output, without the last line's end.</summary>
    public async Task<string> DoAsync(CancellationToken cancellation, params string[] arguments)
    {
        var ended = await PodmanAsync(cancellation, arguments);
        Assert.That(ended.Code, Is.Zero, () => $"podman {string.Join(' ', arguments)}: {ended.Error}{ended.Output}");
        return ended.Output.TrimEnd('\n');
    }

    /// <summary>What <c>podman run</c> is always told here.</summary>
    public string[] Run(params string[] arguments) => ["run", "--ulimit", "host", "--network", "none", "--cgroup-parent", $"/{Cgroup}", .. arguments];

    public Task<Ended> RunAsync(CancellationToken cancellation, params string[] arguments) => PodmanAsync(cancellation, Run(arguments));

    /// <summary>A container in the background; its first process.</summary>
    public async Task<int> StartAsync(CancellationToken cancellation, string name, params string[] arguments)
    {
        await DoAsync(cancellation, Run(["-d", "--name", name, .. arguments]));
        return await PidAsync(cancellation, name);
    }

    public async Task<int> PidAsync(CancellationToken cancellation, string name) => int.Parse(await InspectAsync(cancellation, name, ".State.Pid"), CultureInfo.InvariantCulture);

    public Task<string> InspectAsync(CancellationToken cancellation, string name, string field) => DoAsync(cancellation, "inspect", "--type", "container", "--format", $"{{{{{field}}}}}", name);

    /// <summary>Any program, with the environment of this scene; it is ended with it.</summary>
    public RunningProgram Program(params string[] command)
    {
        var program = new RunningProgram(command[0], command[1..], Environment);
        _programs.Add(program);
        return program;
    }

    /// <summary>podman on a terminal of 33 rows and 77 columns.</summary>
    public RunningProgram OnTerminal(params string[] arguments)
    {
        var command = string.Join(' ', Command.Concat(arguments).Select(word => $"'{word}'"));
        return Program("script", "-qefc", $"stty rows 33 cols 77; {command}", "/dev/null");
    }

    /// <summary>Ids that podman may choose from for `--userns auto`. It looks for them in /etc/subuid, so it sees one of this scene's.</summary>
    public async Task SetIdsApartAsync(CancellationToken cancellation)
    {
        await File.WriteAllTextAsync($"{Top}/subid", "containers:500000:65536\n", cancellation);
        // What podman mounts must be seen by the next podman too, so they all enter this one's mounts.
        var holder = Program("unshare", "--mount", "--propagation", "private", "sh", "-c", "mount --bind \"$0\" /etc/subuid && mount --bind \"$0\" /etc/subgid && echo ready && exec sleep 1000", $"{Top}/subid");
        await holder.UntilAsync("ready", cancellation);
        _before = ["nsenter", $"--mount=/proc/{holder.Id}/ns/mnt"];
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await PodmanAsync(limit.Token, ["pod", "rm", "--force", "--all", "--time", "0"]);
        var removed = await PodmanAsync(limit.Token, ["rm", "--force", "--all", "--time", "0"]);
        // What cleans up after a container that has just ended may still be at it.
        for (var tries = 0; removed.Code != 0 && tries < 3; tries++)
        {
            await Task.Delay(200);
            removed = await PodmanAsync(limit.Token, ["rm", "--force", "--all", "--time", "0"]);
        }
        foreach (var program in _programs) program.Dispose();
        var left = Leftovers.Remove(Top, Cgroup);
        Assert.That((removed.Code, left), Is.EqualTo((0, "")), removed.Error);
    }

    private async Task PrepareAsync()
    {
        // Seen by ids that are nobody here.
        File.SetUnixFileMode(Top, (UnixFileMode)0b111_101_101);
        var files = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[4];
        // podman 4.3 wants more open files than this machine may allow also where it is told `--ulimit host`.
        await File.WriteAllTextAsync($"{Top}/containers.conf", $"""
            [containers]
            default_ulimits = ["nofile={files}:{files}", "nproc=4096:4096"]
            log_driver = "k8s-file"
            [engine]
            lock_type = "file"
            events_logger = "file"
            """);
        await File.WriteAllTextAsync($"{Top}/storage.conf", $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{Top}/root\"\nrunroot = \"{Top}/run\"\n");
        File.CreateSymbolicLink(Path.Combine(Directory.CreateDirectory($"{Top}/programs").FullName, "criu"), Machine.CriuPath);
        Assert.That(await Program("tar", "-C", BusyboxRoot.Path, "-cf", $"{Top}/busybox.tar", ".").WaitAsync(default), Has.Property("Code").Zero);
        await DoAsync(default, "import", $"{Top}/busybox.tar", Image);
    }
}
