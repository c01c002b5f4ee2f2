using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Podman;

namespace Containment.Kernel.Tests.Containerd;

/// <summary>A containerd of a test class's own, as a child process, with its own directories and sockets; its runc shim calls containment-oci.</summary>
internal sealed class ContainerdScene : IAsyncDisposable
{
    private readonly List<RunningProgram> _programs = [];
    private readonly RunningProgram _daemon;

    private ContainerdScene(string top)
    {
        Top = top;
        File.WriteAllText($"{top}/config.toml", $"""
            version = 2
            root = "{top}/root"
            state = "{top}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
            [grpc]
              address = "{top}/containerd.sock"
            [ttrpc]
              address = "{top}/ttrpc.sock"
            """);
        _daemon = Program("containerd", "--config", $"{top}/config.toml");
    }

    public string Top { get; }

    /// <summary>The cgroup that all its containers are below.</summary>
    public string Cgroup => Path.GetFileName(Top);

    private Dictionary<string, string> Environment => new() { ["TMPDIR"] = Top };

    public static async Task<ContainerdScene> MakeAsync()
    {
        var scene = new ContainerdScene(Directory.CreateTempSubdirectory("ct").FullName);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while ((await scene.CtrAsync(limit.Token, "version")).Code != 0)
            {
                if (scene._daemon.HasExited) throw new AssertionException($"containerd ended: {scene._daemon.Error}");
                await Task.Delay(50, limit.Token);
            }
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    public async Task<Ended> CtrAsync(CancellationToken cancellation, params string[] arguments)
    {
        using var program = new RunningProgram("ctr", ["--address", $"{Top}/containerd.sock", .. arguments], Environment);
        program.Input.Close();
        return await program.WaitAsync(cancellation);
    }

    /// <summary>The same; it must succeed. Its output, without the last line's end.</summary>
    public async Task<string> DoAsync(CancellationToken cancellation, params string[] arguments)
    {
        var ended = await CtrAsync(cancellation, arguments);
        Assert.That(ended.Code, Is.Zero, () => $"ctr {string.Join(' ', arguments)}: {ended.Error}{ended.Output}");
        return ended.Output.TrimEnd('\n');
    }

    /// <summary><c>ctr run</c> of a container of the busybox root.</summary>
    public string[] Run(string[] options, string id, params string[] command) =>
        ["run", "--runtime", "io.containerd.runc.v2", "--runc-binary", Programs.Oci, "--runc-root", $"{Top}/runc", "--cgroup", $"/{Cgroup}/{id}", .. options, "--rootfs", BusyboxRoot.Path, id, .. command];

    /// <summary>A container in the background; its first process.</summary>
    public async Task<int> StartAsync(CancellationToken cancellation, string id, params string[] command)
    {
        await DoAsync(cancellation, Run(["--detach"], id, command));
        return int.Parse((await TaskAsync(cancellation, id))[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The columns of <c>ctr task ls</c>: name, pid, status.</summary>
    public async Task<string[]> TaskAsync(CancellationToken cancellation, string id) =>
        (await DoAsync(cancellation, "task", "ls")).Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Single(words => words[0] == id);

    public RunningProgram Program(string program, params string[] arguments)
    {
        var running = new RunningProgram(program, arguments, Environment);
        _programs.Add(running);
        return running;
    }

    public RunningProgram Ctr(params string[] arguments) => Program("ctr", ["--address", $"{Top}/containerd.sock", .. arguments]);

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var id in (await CtrAsync(limit.Token, "containers", "ls", "-q")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            await CtrAsync(limit.Token, "task", "rm", "--force", id);
            await CtrAsync(limit.Token, "containers", "rm", id);
        }
        foreach (var program in _programs) program.Dispose();
        Leftovers.Remove(Top, Cgroup);
    }
}
