using System.Globalization;
using System.Net;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration.Services;

/// <summary>A service in a container on the first of two joined hosts, moved back and forth while clients outside use it.</summary>
internal sealed class ServiceScene : IAsyncDisposable
{
    private readonly ResetWatch _resets;
    private readonly List<double> _freezes = [];
    private Footprint? _before;
    private MigrationReport? _last;
    private (int Service, int Clients) _resetsBefore;

    private ServiceScene(JoinedHosts joined, ResetWatch resets, ContainerId id) => (Joined, _resets, Id) = (joined, resets, id);

    public JoinedHosts Joined { get; }

    public ContainerId Id { get; }

    /// <summary>How it is moved.</summary>
    public MigrateOptions Options { get; init; } = new();

    public int Moves => _freezes.Count;

    public static IPAddress Address => JoinedHosts.Network.Addresses[0].Address;

    /// <summary>How often a test moves: so often, or as CONTAINMENT_MOVES says (eng/soak.sh). Even, so that it is where it began.</summary>
    public static int MovesOf(int usual) =>
        Environment.GetEnvironmentVariable("CONTAINMENT_MOVES") is { Length: > 0 } words ? int.Parse(words, CultureInfo.InvariantCulture) / 2 * 2 : usual;

    public static async Task<ServiceScene> StartAsync(ProcessSpec process, CancellationToken cancellation, string? root = null, Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var joined = await JoinedHosts.MakeAsync(cancellation);
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(root ?? Machine.ServicesRoot), process) { Networks = [JoinedHosts.Network] };
        var scene = new ServiceScene(joined, await ResetWatch.BeginAsync(joined.ClientNamespace, JoinedHosts.Bridge), spec.Id);
        try
        {
            await joined.Hosts[0].CreateAsync(change?.Invoke(spec) ?? spec, cancellation);
            var options = joined.Options(0);
            using var start = new RunningProgram("nsenter",
                [$"--net={joined.PathOf(joined.Namespaces[0])}", Programs.Cli, "start", spec.Id.Value, "--state", options.StateDirectory, "--run", options.RuntimeDirectory]);
            var ended = await start.WaitAsync(cancellation);
            Assert.That((ended.Code, ended.Error), Is.EqualTo((0, "")));
            return scene;
        }
        catch
        {
            await scene.DisposeAsync();
            throw;
        }
    }

    /// <summary>A program of the root file system with the services, where the clients are.</summary>
    public RunningProgram Client(params string[] command) =>
        new("nsenter", [$"--net={Joined.PathOf(Joined.ClientNamespace)}", $"--root={Machine.ServicesRoot}", "--wd=/", .. command]);

    /// <summary>Runs one to its end; its output.</summary>
    public async Task<string> AskAsync(CancellationToken cancellation, params string[] command)
    {
        using var client = Client(command);
        var ended = await client.WaitAsync(cancellation);
        Assert.That(ended.Code, Is.Zero, $"{command[0]}: {ended.Output}{ended.Error}");
        return ended.Output.Trim();
    }

    /// <summary>Runs one again and again until it succeeds: until the service is there.</summary>
    public async Task UntilAsync(CancellationToken cancellation, params string[] command)
    {
        while (true)
        {
            using var client = Client(command);
            if ((await client.WaitAsync(cancellation)).Code == 0) return;
            await PauseAsync(cancellation);
        }
    }

    /// <summary>Before the service is asked once more whether it is there; one that has ended never will be.</summary>
    public async Task PauseAsync(CancellationToken cancellation)
    {
        var container = await ContainerAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running), await Checkpoints.Scene.LogAsync(container, cancellation));
        await Task.Delay(100, cancellation);
    }

    public Task<Container> ContainerAsync(CancellationToken cancellation) => Joined.Hosts[Moves % 2].GetAsync(Id, cancellation);

    /// <summary>Moves it to the other host. What was there after the first way there and back is what is compared with.</summary>
    public async Task MoveAsync(CancellationToken cancellation)
    {
        // Before the service was there, it refused.
        if (Moves == 0) _resetsBefore = Resets();
        var report = await (await ContainerAsync(cancellation)).MigrateAsync(Joined.Addresses[1 - (Moves % 2)], Options, cancellationToken: cancellation);
        _last = report;
        _freezes.Add(report.Freeze.TotalMilliseconds);
        Assert.That(Directory.EnumerateDirectories("/dev/shm", $"containment-{report.MigrationId:N}*"), Is.Empty);
        if (Moves == 2) _before = await Footprint.OfAsync(Joined, Id.Value, cancellation);
    }

    /// <summary>After an even number of moves: nothing was reset, and the machine is as it was after the first two.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="dropped">So many connections a client may have reset itself, since it ended while an answer was on its way to it.</param>
    public async Task AssertWellAsync(CancellationToken cancellation, int dropped = 0)
    {
        var resets = Resets();
        var sorted = _freezes.Order().ToArray();
        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Moves} moves; freeze p50 {sorted[sorted.Length / 2]:0} ms, p99 {sorted[sorted.Length * 99 / 100]:0} ms; {_resets.Seen} packets, {resets.Service - _resetsBefore.Service} of the service with RST, {resets.Clients - _resetsBefore.Clients} of its clients; the last of {_last!.FileBytes >> 10} KiB of files, {_last.MemoryBytes >> 10} of memory, {string.Join(", ", _last.FreezeParts.Select(part => $"{part.Key} {part.Value.TotalMilliseconds:0}"))}"));
        Assert.That(resets.Service, Is.EqualTo(_resetsBefore.Service), "packets with RST of the service");
        Assert.That(resets.Clients - _resetsBefore.Clients, Is.LessThanOrEqualTo(dropped), "packets with RST of its clients");
        (await Footprint.OfAsync(Joined, Id.Value, cancellation)).AssertLike(_before!);
        Assert.That((await Joined.Hosts[0].ListAsync(cancellation)).Select(container => container.Id), Is.EqualTo(new[] { Id }));
        Assert.That(await Joined.Hosts[1].ListAsync(cancellation), Is.Empty);
    }

    private (int Service, int Clients) Resets() => (_resets.ResetsOf(Address), _resets.Resets - _resets.ResetsOf(Address));

    public async ValueTask DisposeAsync()
    {
        await _resets.DisposeAsync();
        await Joined.DisposeAsync();
    }
}
