using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class EventTests
{
    [Test]
    public async Task Everything_that_happens_is_seen_by_another_opening_of_the_host(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        await using var watcher = test.OpenAgain();
        var watching = watcher.WatchAsync(cancellation).TakeWhileThrough(happened => happened.Kind != ContainerEventKind.Deleted, cancellation);
        var container = await test.Host.CreateAsync(TestHost.Shell("exec sleep 60"), cancellation);
        await container.StartAsync(cancellation);
        await container.SetAsync(new ResourceLimits { Pids = PidsLimit.Of(50) }, cancellation);
        await container.PauseAsync(cancellation);
        await container.ResumeAsync(cancellation);
        await container.SignalAsync(Signal.Kill, cancellation);
        await container.WaitAsync(cancellation);
        await Task.Delay(200, cancellation);
        await container.DeleteAsync(cancellation);
        var seen = await watching;
        Assert.That(seen.Select(happened => happened.Kind), Is.EqualTo(new[]
        {
            ContainerEventKind.Created, ContainerEventKind.Started, ContainerEventKind.LimitsChanged, ContainerEventKind.Paused,
            ContainerEventKind.Resumed, ContainerEventKind.Signalled, ContainerEventKind.Exited, ContainerEventKind.Deleted,
        }));
        Assert.That(seen.Single(happened => happened.Kind == ContainerEventKind.Exited).Exit?.Signal, Is.EqualTo(Signal.Kill));
        Assert.That(seen.All(happened => happened.Id == container.Id));
    }

    [Test]
    public async Task One_that_ends_at_once_is_seen_to_start_first(CancellationToken cancellation)
    {
        await using var test = new TestHost();
        var container = await test.Host.CreateAsync(TestHost.Shell("exit 0"), cancellation);
        for (var i = 0; i < 10; i++)
        {
            var watching = test.Host.WatchAsync(cancellation).TakeWhileThrough(happened => happened.Kind != ContainerEventKind.Exited, cancellation);
            await container.StartAsync(cancellation);
            Assert.That((await watching).Select(happened => happened.Kind), Is.EqualTo(new[] { ContainerEventKind.Started, ContainerEventKind.Exited }));
        }
    }
}
