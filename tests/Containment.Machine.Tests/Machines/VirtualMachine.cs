using System.Globalization;

namespace Containment.Machine.Tests.Machines;

/// <summary>
/// A virtual machine with Debian's kernel and pure cgroup v2, in which scripts run. Everything it is made of is gone when it
/// is disposed, also when it did not boot. What it needs is made by eng/vm.sh.
/// </summary>
internal sealed class VirtualMachine : IAsyncDisposable
{
    // A boot takes 4 seconds on an idle machine.
    private static readonly TimeSpan BootLimit = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan OffLimit = TimeSpan.FromSeconds(20);

    private readonly string _work = Directory.CreateTempSubdirectory("containment-vm-").FullName;
    private readonly List<GuardedProcess> _servers = [];
    private GuardedProcess? _emulator;
    private Agent? _agent;
    private int _scripts;

    private VirtualMachine(MachineOptions options) => Options = options;

    public MachineOptions Options { get; }

    /// <summary>What the kernel and the agent wrote to the console.</summary>
    public string Console => File.Exists(ConsolePath) ? File.ReadAllText(ConsolePath).ReplaceLineEndings("\n") : "";

    private string ConsolePath => Path.Combine(_work, "console");

    /// <summary>Boots one, and returns when scripts can run in it.</summary>
    public static async Task<VirtualMachine> StartAsync(MachineOptions options, CancellationToken cancellation)
    {
        var machine = new VirtualMachine(options);
        try
        {
            await machine.BootAsync(cancellation);
            return machine;
        }
        catch (Exception failed)
        {
            var said = $"{machine.Console}\n{string.Join('\n', machine._servers.Append(machine._emulator).Select(process => process?.Said))}";
            await machine.DisposeAsync();
            throw new InvalidOperationException($"the virtual machine {options.Name} did not boot: {failed.Message}; it wrote:\n{said}", failed);
        }
    }

    /// <summary>Runs a shell script as root. The programs of the project are on its PATH (<see cref="GuestPaths"/>).</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellation">Ends the waiting, not the script.</param>
    /// <param name="limit">Seconds after which it is killed and this throws.</param>
    public async Task<Outcome> RunAsync(string script, CancellationToken cancellation, int limit = 120)
    {
        var name = Interlocked.Increment(ref _scripts).ToString(CultureInfo.InvariantCulture);
        var directory = Directory.CreateDirectory(Path.Combine(_work, "job", name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "script"), $"{script}\n", cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(limit + 60));
        try
        {
            await _agent!.RunAsync(name, limit, patience.Token);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException)
        {
            throw new AssertionException($"\"{script}\" got no answer ({failed.Message}); the console of {Options.Name}:\n{Console}", failed);
        }
        var outcome = new Outcome(int.Parse(Read("code"), CultureInfo.InvariantCulture), Read("output"), Read("error"));
        // What timeout(1) says.
        if (outcome.Code == 124)
            throw new AssertionException($"\"{script}\" did not end within {limit} seconds; it wrote:\n{outcome.Output}{outcome.Error}\nthe console of {Options.Name}:\n{Console}");
        return outcome;

        string Read(string file) => File.Exists(Path.Combine(directory, file)) ? File.ReadAllText(Path.Combine(directory, file)) : "";
    }

    /// <summary>Runs one that must succeed, and returns what it wrote to standard output, without the last line feed.</summary>
    public async Task<string> DoAsync(string script, CancellationToken cancellation, int limit = 120)
    {
        var outcome = await RunAsync(script, cancellation, limit);
        return outcome.Code == 0 ? outcome.Output.TrimEnd('\n') : throw new AssertionException($"\"{script}\" ended with {outcome.Code}:\n{outcome.Output}{outcome.Error}");
    }

    private async Task BootAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(BootLimit);
        if (Recipe.Missing is { } missing) throw new FileNotFoundException(missing);
        var job = Directory.CreateDirectory(Path.Combine(_work, "job")).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Machines/Guest"))) File.Copy(file, Path.Combine(job, Path.GetFileName(file)));
        SharedDirectory[] shares =
        [
            new(QemuArguments.Root, Path.Combine(Recipe.Directory, "root"), Fixed: true), new(QemuArguments.Job, job, Writable: true),
            new(GuestPaths.ProgramsTag, Recipe.Programs, Fixed: true), .. Options.Shares,
        ];
        foreach (var share in shares) _servers.Add(Serve(share));
        await Task.WhenAll(shares.Zip(_servers, (share, server) => AppearAsync(SocketOf(share), server, patience.Token)));
        if (Options.Disk > 0)
            await using (var disk = File.Create(Path.Combine(_work, "disk"))) disk.SetLength(Options.Disk * 1024L * 1024);
        _emulator = new GuardedProcess(_work, "emulator", Path.Combine(Recipe.Directory, "qemu"), QemuArguments.Of(Options, Path.Combine(Recipe.Directory, "kernel"), _work, shares.Select(share => share.Tag)));
        await AppearAsync(Path.Combine(_work, "agent.sock"), _emulator, patience.Token);
        _agent = await Agent.ConnectAsync(Path.Combine(_work, "agent.sock"), patience.Token);
        await _agent.Ready.WaitAsync(patience.Token);
    }

    private GuardedProcess Serve(SharedDirectory share) =>
        new(_work, share.Tag, Path.Combine(Recipe.Directory, "virtiofsd"),
            ["--socket-path", SocketOf(share), "--shared-dir", share.Path, "--cache", share.Fixed ? "always" : "auto", "--sandbox", "chroot", "--xattr", "--rlimit-nofile=0", .. share.Writable ? (string[])[] : ["--readonly"]]);

    private string SocketOf(SharedDirectory share) => Path.Combine(_work, $"{share.Tag}.sock");

    private static async Task AppearAsync(string socket, GuardedProcess server, CancellationToken cancellation)
    {
        while (!File.Exists(socket))
        {
            if (server.HasExited) throw new IOException($"the program that makes {Path.GetFileName(socket)} ended");
            await Task.Delay(10, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_agent is not null && _emulator is not null) await SwitchOffAsync(_agent, _emulator);
        }
        finally
        {
            if (_agent is not null) await _agent.DisposeAsync();
            if (_emulator is not null) await _emulator.DisposeAsync();
            foreach (var server in _servers) await server.DisposeAsync();
            Directory.Delete(_work, recursive: true);
        }
    }

    // Whether it does or not, it is ended afterwards.
    private static async Task SwitchOffAsync(Agent agent, GuardedProcess emulator)
    {
        using var patience = new CancellationTokenSource(OffLimit);
        try
        {
            await agent.SwitchOffAsync(patience.Token);
            await emulator.WaitAsync(patience.Token);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
