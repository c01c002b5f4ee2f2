using System.Diagnostics;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Containers;

/// <summary>Creations and starts that end in the middle leave nothing of themselves.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class BreakOffTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task A_creation_cancelled_at_any_moment_leaves_nothing(CancellationToken cancellation)
    {
        var cancelled = 0;
        for (var round = 0; round < 40; round++)
        {
            var spec = TestHost.Shell("true");
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var creating = Task.Run(() => _test.Host.CreateAsync(spec, soon.Token), cancellation);
            await CancelAsync(soon, TimeSpan.FromMicroseconds(round * 80));
            try
            {
                await (await creating).DeleteAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }
            Assert.That(MachineState.Of(_test.Top, spec.Id.Value), Is.Empty);
        }
        Assert.That(cancelled, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_start_cancelled_at_any_moment_can_be_done_again(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        var cancelled = 0;
        for (var round = 0; round < 40; round++)
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            // Beside, because much of it is done before it first waits.
            var starting = Task.Run(() => container.StartAsync(soon.Token), cancellation);
            await CancelAsync(soon, TimeSpan.FromMicroseconds(round * 80));
            try
            {
                await starting;
                await container.KillAsync(cancellation);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
                Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created).Or.EqualTo(ContainerPhase.Exited));
                Assert.That(MachineState.Of(_test.Top, container.Id.Value), Has.None.StartsWith("process"));
            }
        }
        Assert.That(cancelled, Is.GreaterThan(0));
        await container.StartAsync(cancellation);
    }

    [Test]
    public async Task A_new_container_finds_nothing_of_one_whose_deletion_broke_off(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("touch /old; test -e /old"), cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        var registry = RegistryOfHost.Containers(_test.Host);
        using (var held = await registry.LockAsync(container.Id, cancellation)) await registry.Store.RemoveAsync(held, cancellation);
        container = await _test.Host.CreateAsync(TestHost.Shell("test ! -e /old", container.Id), cancellation);
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
    }

    [Test]
    public async Task What_a_broken_off_start_left_is_gone_before_the_next(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        await container.StartAsync(cancellation);
        var first = (await container.GetStatusAsync(cancellation)).ProcessId!.Value;
        // As if its starter had been killed just before it could say that it runs.
        RunFacts.Change(new ContainerPaths(_test.Options, container.Id).Run, RunPhase.Starting);
        await container.StartAsync(cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).ProcessId, Is.Not.EqualTo(first));
        await using (var other = _test.OpenAgain())
        {
            RunFacts.Change(new ContainerPaths(_test.Options, container.Id).Run, RunPhase.Starting);
            Assert.That((await (await other.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created).Or.EqualTo(ContainerPhase.Exited));
        }
        Assert.That(MachineState.Of(_test.Top, container.Id.Value), Has.None.StartsWith("process"));
    }

    [Test]
    public async Task A_damaged_record_of_cgroups_stops_no_host_and_no_deletion([Values("", "unif", "unified memory", "unified  /sys/fs/cgroup\n", "\0\0\0\0")] string damage, CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        await container.StartAsync(cancellation);
        File.WriteAllText(Path.Combine(_test.Options.RuntimeDirectory, $"{container.Id}.cgroups"), damage);
        RunFacts.Change(new ContainerPaths(_test.Options, container.Id).Run, RunPhase.Starting);
        await using var other = _test.OpenAgain();
        var found = await other.GetAsync(container.Id, cancellation);
        Assert.That((await found.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created).Or.EqualTo(ContainerPhase.Exited));
        await found.DeleteAsync(cancellation);
        Assert.That(MachineState.Of(_test.Top, container.Id.Value), Is.Empty);
    }

    [Test]
    public async Task When_no_ids_are_left_nothing_is_created(CancellationToken cancellation)
    {
        await using var host = ContainerHost.Open(_test.Options with { FirstSubordinateId = uint.MaxValue - 65_535 });
        var spec = TestHost.Shell("true");
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => host.CreateAsync(spec, cancellation));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.Exhausted));
        Assert.That(MachineState.Of(_test.Top, spec.Id.Value), Is.Empty);
    }

    [Test]
    public async Task A_damaged_container_hides_no_other(CancellationToken cancellation)
    {
        var (good, bad) = (await _test.Host.CreateAsync(TestHost.Shell("true"), cancellation), await _test.Host.CreateAsync(TestHost.Shell("true"), cancellation));
        var path = new ContainerPaths(_test.Options, bad.Id).Spec;
        var whole = File.ReadAllText(path);
        File.WriteAllText(path, whole[..20]);
        Assert.That((await _test.Host.ListAsync(cancellation)).Select(container => container.Id), Is.EqualTo(new[] { good.Id }));
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _test.Host.GetAsync(bad.Id, cancellation));
        Assert.That((refused!.Reason, refused.Subject), Is.EqualTo((FailureReason.Corrupt, path)));
        File.WriteAllText(path, whole);
    }

    // No timer: a creation or a start is over within two of its ticks.
    private static Task CancelAsync(CancellationTokenSource source, TimeSpan wait)
    {
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began) < wait;) Thread.SpinWait(20);
        return source.CancelAsync();
    }
}
