using Containment.Launch;
using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

/// <summary>Verbs that meet at a bad moment.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class HardMomentTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    private async Task<Container> StartedAsync(string script, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell(script), cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    [Test]
    public async Task One_that_was_killed_while_it_was_paused_starts_again(CancellationToken cancellation)
    {
        var container = await StartedAsync("exec sleep 60", cancellation);
        await container.PauseAsync(cancellation);
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation).WaitAsync(TimeSpan.FromSeconds(10), cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task Many_who_ask_at_once_do_it_no_harm(CancellationToken cancellation)
    {
        var container = await StartedAsync("exec sleep 60", cancellation);
        var hosts = Enumerable.Range(0, 12).Select(_ => _test.OpenAgain()).ToArray();
        var phases = await Task.WhenAll(hosts.SelectMany(host => Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            (await (await host.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation)).Phase, cancellation))));
        Assert.That(phases, Is.All.EqualTo(ContainerPhase.Running));
        foreach (var host in hosts) await host.DisposeAsync();
    }

    [Test]
    public async Task One_started_anew_as_soon_as_its_end_is_on_disk_keeps_its_keeper(CancellationToken cancellation)
    {
        var container = await StartedAsync("exec sleep 0.05", cancellation);
        var paths = _test.Host.Containers().Paths(container.Id);
        for (var round = 0; round < 30; round++)
        {
            while (ExitRecord.Read(paths.Exit) is null) await Task.Yield();
            await container.StartAsync(cancellation);
            await using var other = _test.OpenAgain();
            var phase = (await (await other.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation)).Phase;
            Assert.That(phase, Is.EqualTo(ContainerPhase.Running).Or.EqualTo(ContainerPhase.Exited), $"round {round}");
        }
        await container.WaitAsync(cancellation);
    }

    [Test]
    public async Task One_that_is_removed_while_it_runs_leaves_no_record_of_its_end(CancellationToken cancellation)
    {
        for (var round = 0; round < 10; round++)
        {
            var container = await StartedAsync("exec sleep 60", cancellation);
            var registry = _test.Host.Containers();
            using (var held = await registry.LockAsync(container.Id, cancellation)) await new Ending(registry).RemoveAsync(held, cancellation);
            await Task.Delay(20, cancellation);
            Assert.That(ExitRecord.Read(registry.Paths(container.Id).Exit), Is.Null, $"round {round}");
        }
    }

    [Test]
    public async Task Root_without_a_user_namespace_makes_no_device_of_the_hosts(CancellationToken cancellation)
    {
        var spec = TestHost.Shell("mknod /dev/disk b 8 0 && exit 3; mknod /disk b 8 0 && exit 4; exit 0") with { Isolation = new() { UserNamespace = false } };
        var container = await _test.Host.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
    }

    [Test]
    public async Task A_device_that_came_with_the_files_opens_nothing([Values] bool userNamespace, CancellationToken cancellation)
    {
        var spec = TestHost.Shell("cat < /null-device && exit 3; exit 0") with { Isolation = new() { UserNamespace = userNamespace } };
        var container = await _test.Host.CreateAsync(spec, cancellation);
        var upper = Path.Combine(_test.Options.StateDirectory, "containers", container.Id.Value, "upper");
        using (var made = System.Diagnostics.Process.Start("mknod", ["-m", "666", Path.Combine(upper, "null-device"), "c", "1", "3"])) await made.WaitForExitAsync(cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
    }

    [Test]
    public async Task One_that_was_frozen_by_somebody_who_died_can_be_resumed(CancellationToken cancellation)
    {
        var container = await StartedAsync("exec sleep 60", cancellation);
        var cgroup = Containment.Resources.ContainerCgroup.Open(_test.Host, container.Id);
        await cgroup.FreezeAsync(TimeSpan.FromSeconds(10), cancellation);
        await container.ResumeAsync(cancellation);
        Assert.That(cgroup.IsFrozen, Is.False);
    }

    [Test]
    public async Task A_start_that_can_not_be_told_of_is_one_all_the_same(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        Directory.Delete(_test.Host.Containers().Journal.Folder, recursive: true);
        await container.StartAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }
}
