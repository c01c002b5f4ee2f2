using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class LifeTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    private Task<Container> CreateAsync(string script, CancellationToken cancellation) => _test.Host.CreateAsync(TestHost.Shell(script), cancellation);

    private async Task<Container> StartAsync(string script, CancellationToken cancellation)
    {
        var container = await CreateAsync(script, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    [Test]
    public async Task A_container_goes_through_its_whole_life(CancellationToken cancellation)
    {
        var container = await CreateAsync("read line; exit 7", cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
        await container.StartAsync(cancellation);
        var running = await container.GetStatusAsync(cancellation);
        Assert.That((running.Phase, running.ProcessId > 0, running.StartedAt is not null), Is.EqualTo((ContainerPhase.Running, true, true)));
        await container.PauseAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Paused));
        await container.ResumeAsync(cancellation);
        await using (var console = await container.AttachAsync(cancellationToken: cancellation)) await console.WriteAsync("\n"u8.ToArray(), cancellation);
        var exit = await container.WaitAsync(cancellation);
        Assert.That(exit.Code, Is.EqualTo(7));
        var ended = await container.GetStatusAsync(cancellation);
        Assert.That((ended.Phase, ended.Exit?.Code, ended.ProcessId), Is.EqualTo((ContainerPhase.Exited, (int?)7, (int?)null)));
        await container.DeleteAsync(cancellation);
        Assert.That(await _test.Host.ListAsync(cancellation), Is.Empty);
        Assert.That(MachineState.Of(_test.Top, container.Id.Value), Is.Empty);
    }

    [Test]
    public async Task It_runs_as_root_that_is_nobody_outside(CancellationToken cancellation)
    {
        var container = await StartAsync("id -u; touch /made; exec sleep 60", cancellation);
        var status = await container.GetStatusAsync(cancellation);
        var uid = File.ReadLines($"/proc/{status.ProcessId}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        Assert.That(uid, Is.EqualTo($"{status.FirstHostId}"));
        Assert.That(status.FirstHostId, Is.GreaterThanOrEqualTo(100_000));
    }

    [Test]
    public async Task It_starts_again_after_it_has_ended_and_keeps_its_files(CancellationToken cancellation)
    {
        var container = await StartAsync("test -e /made && exit 5; touch /made; exit 4", cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(4));
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.EqualTo(5));
    }

    [Test]
    public async Task A_signal_that_ends_it_is_its_exit_status(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await container.SignalAsync(Signal.Kill, cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Signal, Is.EqualTo(Signal.Kill));
    }

    [Test]
    public async Task Stopping_asks_first(CancellationToken cancellation)
    {
        var container = await StartAsync("trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done", cancellation);
        await ReadyAsync(container, cancellation);
        Assert.That((await container.StopAsync(cancellationToken: cancellation)).Code, Is.EqualTo(9));
    }

    [Test]
    public async Task Stopping_kills_everything_that_does_not_listen(CancellationToken cancellation)
    {
        var container = await StartAsync("trap '' TERM; sleep 77 & echo ready; while :; do sleep 0.05; done", cancellation);
        await ReadyAsync(container, cancellation);
        var exit = await container.StopAsync(new StopOptions { GracePeriod = TimeSpan.FromMilliseconds(100) }, cancellation);
        Assert.That(exit.Signal, Is.EqualTo(Signal.Kill));
        Assert.That(MachineState.Of(_test.Top, container.Id.Value), Has.None.StartsWith("process"));
    }

    [Test]
    public async Task A_system_container_is_stopped_by_its_own_signal(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("trap 'exit 8' 37; trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done") with { Isolation = new IsolationSpec { FirstProcess = FirstProcess.System } }, cancellation);
        await container.StartAsync(cancellation);
        await ReadyAsync(container, cancellation);
        Assert.That((await container.StopAsync(cancellationToken: cancellation)).Code, Is.EqualTo(8));
    }

    [Test]
    public async Task A_paused_container_can_be_killed(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await container.PauseAsync(cancellation);
        Assert.That((await container.KillAsync(cancellation)).Signal, Is.EqualTo(Signal.Kill));
    }

    [Test]
    public async Task A_killed_container_starts_again(CancellationToken cancellation)
    {
        var container = await StartAsync("exec sleep 60", cancellation);
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task What_its_state_does_not_allow_is_refused(CancellationToken cancellation)
    {
        var container = await CreateAsync("exec sleep 60", cancellation);
        Func<Task>[] notYet = [() => container.WaitAsync(cancellation), () => container.PauseAsync(cancellation), () => container.ResumeAsync(cancellation), () => container.SignalAsync(Signal.Term, cancellation), () => container.ExecAsync(new ProcessSpec("true"), null, cancellation), () => container.AttachAsync(cancellationToken: cancellation)];
        foreach (var verb in notYet) Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => verb()))!.Reason, Is.EqualTo(FailureReason.WrongState));
        await container.StartAsync(cancellation);
        foreach (var verb in (Func<Task>[])[() => container.StartAsync(cancellation), () => container.DeleteAsync(cancellation)])
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => verb()))!.Reason, Is.EqualTo(FailureReason.WrongState));
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);
        await container.DeleteAsync(cancellation);
        foreach (var verb in (Func<Task>[])[() => container.StartAsync(cancellation), () => container.GetStatusAsync(cancellation), () => _test.Host.GetAsync(container.Id, cancellation)])
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => verb()))!.Reason, Is.EqualTo(FailureReason.NotFound));
    }

    private static async Task ReadyAsync(Container container, CancellationToken cancellation)
    {
        await foreach (var entry in container.ReadLogAsync(new LogOptions { Follow = true }, cancellation))
            if (entry.Text.Contains("ready", StringComparison.Ordinal)) return;
        Assert.Fail("it ended before it was ready");
    }
}
