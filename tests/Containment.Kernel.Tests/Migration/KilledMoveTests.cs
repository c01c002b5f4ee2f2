using System.Diagnostics;
using System.Globalization;
using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

/// <summary>
/// A real container on the move, and one side's process killed with SIGKILL at the steps that matter. Where memory is taken while it is written, or
/// follows, it is a program that looks at every page (rewriter.c).
/// </summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu)]
internal sealed class KilledMoveTests
{
    private string _directory = null!, _root = "";
    private ContainerHost _source = null!, _target = null!;
    private Container _container = null!;

    [OneTimeSetUp]
    public void Compile() => _root = MoveScene.RewriterRoot();

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [SetUp]
    public async Task SetUp()
    {
        _directory = Directory.CreateTempSubdirectory("ct").FullName;
        (_source, _target) = (Open("a"), Open("b"));
        var (a, b) = (await HostIdentity.CreateAsync(_source), await HostIdentity.CreateAsync(_target));
        await a.TrustAsync("b", b.Fingerprint);
        await b.TrustAsync("a", a.Fingerprint);
    }

    [TearDown]
    public async Task TearDown()
    {
        foreach (var host in (ContainerHost[])[_source, _target])
        {
            foreach (var container in await host.ListAsync())
            {
                if ((await container.GetStatusAsync()).Phase is ContainerPhase.Running or ContainerPhase.Paused) await container.KillAsync();
                await container.DeleteAsync();
            }
            await host.DisposeAsync();
        }
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAsync(MigrationStrategy strategy, CancellationToken cancellation)
    {
        var looks = strategy is MigrationStrategy.Live or MigrationStrategy.PostCopy or MigrationStrategy.Hybrid;
        _container = await _source.CreateAsync(looks ? new ContainerSpec(TestHost.NewId(), new RootSource.Directory(_root), new ProcessSpec("/bin/rewriter", "32", "4")) : MoveScene.Counter(), cancellation);
        await _container.StartAsync(cancellation);
        if (looks) await MoveScene.CountAsync(_source, _container.Id, 20, cancellation);
    }

    [TestCase("end source: Copy", false)]
    [TestCase("after source: journal Freezing", false)]
    [TestCase("end source: Freeze", false)]
    [TestCase("end source: Dump", false)]
    [TestCase("before source: journal Committing", false)]
    [TestCase("after source: journal Committing", true)]
    [TestCase("after source: send Commit", true)]
    [TestCase("after source: journal Released", true)]
    [TestCase("end source: Delete", true)]
    [TestCase("after source: journal Deleted", true)]
    [TestCase("begin source: Freeze", false, MigrationStrategy.NearLive)]
    [TestCase("end source: Freeze", false, MigrationStrategy.NearLive)]
    [TestCase("end source: Dump", false, MigrationStrategy.NearLive)]
    [TestCase("after source: journal Committing", true, MigrationStrategy.NearLive)]
    [TestCase("after source: journal Released", true, MigrationStrategy.NearLive)]
    [TestCase("end source: Copy", false, MigrationStrategy.Live)]
    [TestCase("end source: Freeze", false, MigrationStrategy.Live)]
    [TestCase("end source: Dump", false, MigrationStrategy.Live)]
    [TestCase("after source: send Commit", true, MigrationStrategy.PostCopy)]
    [TestCase("begin source: Serve", true, MigrationStrategy.PostCopy)]
    [TestCase("begin source: Serve", true, MigrationStrategy.Hybrid)]
    [TestCase("after source: journal Released", true, MigrationStrategy.PostCopy)]
    [CancelAfter(60_000)]
    public async Task A_killed_source_leaves_one_container(string step, bool committed, MigrationStrategy strategy = MigrationStrategy.StopAndCopy, CancellationToken cancellation = default)
    {
        await StartAsync(strategy, cancellation);
        using var target = SideProcess.Start("target", _directory, 0, container: _container.Id.Value);
        var port = await PortOfAsync(target, cancellation);
        using var source = SideProcess.Start("source", _directory, port, step, _container.Id.Value, strategy);
        Assert.That(await EndAsync(source, cancellation), Is.EqualTo(137));
        using var recovery = SideProcess.Start("recovery", _directory, port, container: _container.Id.Value);
        Assert.That(await EndAsync(recovery, cancellation), Is.Zero, "nothing is left open");
        await EndAsync(target, cancellation);
        await AssertOneAsync(moved: committed ? null : false, cancellation);
    }

    [TestCase("end target: Prepare", false)]
    [TestCase("end target: Restore", false)]
    [TestCase("before target: journal Owned", false)]
    [TestCase("after target: journal Owned", false)]
    [TestCase("end target: Activate", true)]
    [TestCase("after target: journal Running", true)]
    [TestCase("after target: send Running", true)]
    [TestCase("end target: Restore", false, MigrationStrategy.NearLive)]
    [TestCase("after target: journal Owned", true, MigrationStrategy.NearLive)]
    [TestCase("end target: Activate", true, MigrationStrategy.NearLive)]
    [TestCase("after target: journal Running", true, MigrationStrategy.NearLive)]
    [TestCase("end target: Restore", false, MigrationStrategy.Live)]
    [TestCase("end target: Restore", false, MigrationStrategy.PostCopy)]
    [TestCase("after target: journal Owned", false, MigrationStrategy.PostCopy)]
    [TestCase("after target: journal Living", false, MigrationStrategy.PostCopy)]
    [TestCase("after target: send Living", false, MigrationStrategy.Hybrid)]
    [TestCase("begin target: Fill", false, MigrationStrategy.PostCopy)]
    [TestCase("end target: Fill", true, MigrationStrategy.PostCopy)]
    [TestCase("after target: journal Running", true, MigrationStrategy.PostCopy)]
    [CancelAfter(60_000)]
    public async Task A_killed_target_leaves_one_container(string step, bool moved, MigrationStrategy strategy = MigrationStrategy.StopAndCopy, CancellationToken cancellation = default)
    {
        await StartAsync(strategy, cancellation);
        using var first = SideProcess.Start("target", _directory, 0, step, _container.Id.Value);
        var port = await PortOfAsync(first, cancellation);
        using var source = SideProcess.Start("source", _directory, port, container: _container.Id.Value, strategy: strategy);
        await first.WaitForExitAsync(cancellation);
        Assert.That(first.ExitCode, Is.EqualTo(137));
        using var second = SideProcess.Start("target", _directory, port, container: _container.Id.Value);
        await PortOfAsync(second, cancellation);
        Assert.That(await EndAsync(source, cancellation), Is.EqualTo(moved ? 0 : 2));
        await EndAsync(second, cancellation);
        await AssertOneAsync(moved, cancellation);
    }

    // Who has it, and that it goes on counting there; of the other side nothing is left.
    private async Task AssertOneAsync(bool? moved, CancellationToken cancellation)
    {
        await using var source = Open("a");
        await using var target = Open("b");
        var (here, there) = (await source.ListAsync(cancellation), await target.ListAsync(cancellation));
        Assert.That(here.Count + there.Count, Is.EqualTo(1));
        if (moved is not null) Assert.That(there.Count == 1, Is.EqualTo(moved));
        var (host, container) = there.Count == 1 ? (target, there[0]) : (source, here[0]);
        var status = await container.GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Ownership.Owner, status.Ownership.Epoch), Is.EqualTo((ContainerPhase.Running, Owner.Here, there.Count == 1 ? 2L : 1L)));
        var count = await MoveScene.CountAsync(host, container.Id, 1, cancellation);
        await MoveScene.CountAsync(host, container.Id, count + 3, cancellation);
        Assert.That((await source.ListMigrationsAsync(cancellation)).Count + (await target.ListMigrationsAsync(cancellation)).Count, Is.Zero);
    }

    private static async Task<int> PortOfAsync(Process process, CancellationToken cancellation) =>
        int.Parse((await process.StandardOutput.ReadLineAsync(cancellation))!, CultureInfo.InvariantCulture);

    private static async Task<int> EndAsync(Process process, CancellationToken cancellation)
    {
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return process.ExitCode;
    }

    private ContainerHost Open(string name) =>
        ContainerHost.Open(new ContainerHostOptions { StateDirectory = Path.Combine(_directory, name), RuntimeDirectory = Path.Combine(_directory, name + ".run") });
}
