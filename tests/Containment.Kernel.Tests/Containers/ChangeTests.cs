using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Containers;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class ChangeTests
{
    private TestHost _test = null!;

    [SetUp]
    public void Open() => _test = new();

    [TearDown]
    public async Task CloseAsync() => await _test.DisposeAsync();

    [Test]
    public async Task Limits_change_while_it_runs_and_last(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60") with { Limits = new ResourceLimits { MemoryMax = MemoryLimit.MiB(64), Pids = PidsLimit.Of(40) } }, cancellation);
        await container.StartAsync(cancellation);
        var result = await container.SetAsync(new ResourceLimits { Pids = PidsLimit.Of(20) }, cancellation);
        Assert.That((result.Complete, result.Limits.Pids, result.Limits.MemoryMax), Is.EqualTo((true, (PidsLimit?)PidsLimit.Of(20), (MemoryLimit?)MemoryLimit.MiB(64))));
        await using var other = _test.OpenAgain();
        var seen = await (await other.GetAsync(container.Id, cancellation)).GetLimitsAsync(cancellation);
        Assert.That((seen.Pids, seen.MemoryMax), Is.EqualTo(((PidsLimit?)PidsLimit.Of(20), (MemoryLimit?)MemoryLimit.MiB(64))));
        var usage = await container.GetUsageAsync(cancellation);
        Assert.That((usage.Pids, usage.MemoryCurrent > 0), Is.EqualTo((1, true)));
    }

    [Test]
    public async Task A_class_of_service_changes_while_it_runs_and_lasts(CancellationToken cancellation)
    {
        var (first, second) = (ServiceClass.Parse("memory=8M"), ServiceClass.Parse("memory=16M:300:64M,cpu=0.1"));
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60") with { Service = first }, cancellation);
        Assert.That(await container.GetServiceAsync(cancellation), Is.EqualTo(first));
        await container.StartAsync(cancellation);
        await container.SetServiceAsync(second, cancellation);
        await using var other = _test.OpenAgain();
        Assert.That(await (await other.GetAsync(container.Id, cancellation)).GetServiceAsync(cancellation), Is.EqualTo(second));
    }

    [Test]
    public async Task A_change_that_is_refused_changes_nothing(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60") with { Limits = new ResourceLimits { Pids = PidsLimit.Of(40) } }, cancellation);
        await container.StartAsync(cancellation);
        await Assert.CatchAsync(() => container.SetAsync(new ResourceLimits { Pids = PidsLimit.Of(20), CpuSet = CpuSet.Parse("4000") }, cancellation));
        Assert.That((await container.GetLimitsAsync(cancellation)).Pids, Is.EqualTo(PidsLimit.Of(40)));
        Assert.That((await container.SetAsync(ResourceLimits.Unchanged, cancellation)).Limits.Pids, Is.EqualTo(PidsLimit.Of(40)));
    }

    [Test]
    public async Task Limits_hold_for_processes_begun_later(CancellationToken cancellation)
    {
        var container = await _test.Host.CreateAsync(TestHost.Shell("exec sleep 60") with { Limits = new ResourceLimits { Pids = PidsLimit.Of(5) } }, cancellation);
        await container.StartAsync(cancellation);
        await using var session = await container.ExecAsync(new Bundles.ProcessSpec("/bin/sh", "-c", "for i in 1 2 3 4 5 6; do sleep 30 & done; echo all"), null, cancellation);
        Assert.That(await new StreamReader(session.Error).ReadToEndAsync(cancellation), Does.Contain("fork"));
    }
}
