using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>Pressure is measured in v2 trees alone.</summary>
[Needs(Need.Root, Need.CgroupV2)]
internal sealed class PressureEventTests
{
    [Test, CancelAfter(60_000)]
    public async Task Pressure_beyond_a_threshold_is_told(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(Tree.Machine, new() { Cpu = CpuLimit.Of(0.1) });
        // A window that is no multiple of 2 s, which an ordinary process is not given.
        var asked = new PressureThreshold(PressureResource.Cpu, false, TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(1));
        var events = host.Host.WatchResourcesAsync(new() { LookInterval = null, Pressure = [asked] }, cancellationToken);
        using var load = new Load(host.Cgroup, "while :; do :; done");
        var told = await ResourceEventTests.FirstAsync(events, ResourceEventKind.Pressure);
        Assert.That(told.Id, Is.EqualTo(host.Id));
        Assert.That(told.Threshold, Is.EqualTo(asked).Or.EqualTo(new PressureThreshold(PressureResource.Cpu, false, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2))));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_container_that_is_removed_is_not_taken_for_one_under_pressure(CancellationToken cancellationToken)
    {
        await using var host = new CgroupHost(Tree.Machine);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var strict = new PressureThreshold(PressureResource.Io, true, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        var events = host.Host.WatchResourcesAsync(new() { LookInterval = null, Pressure = [strict] }, over.Token);
        await host.Cgroup.DeleteAsync(cancellationToken);
        over.CancelAfter(500);
        await foreach (var happened in events) Assert.Fail($"{happened}");
    }
}
