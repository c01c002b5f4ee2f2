using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;
using Containment.Resources;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu)]
internal sealed class LiveMoveTests
{
    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(60_000)]
    public async Task A_running_container_goes_on_counting_over_there(bool userNamespace, CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var spec = MoveScene.Counter();
        var container = await scene.Source.CreateAsync(spec with { Isolation = spec.Isolation with { UserNamespace = userNamespace } }, cancellation);
        await container.StartAsync(cancellation);
        await MoveScene.CountAsync(scene.Source, container.Id, 3, cancellation);
        // Both while it runs, so neither is what it was made with.
        var promised = ServiceClass.Parse("memory=16M:200:48M,cpu=0.5");
        await container.SetServiceAsync(promised, cancellation);
        await container.SetAsync(new() { MemoryMax = MemoryLimit.MiB(96), Pids = PidsLimit.Of(40) }, cancellation);

        var report = await container.MigrateAsync(scene.Address, cancellationToken: cancellation);

        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        var status = await moved.GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Ownership), Is.EqualTo((ContainerPhase.Running, new Ownership(2, Owner.Here))));
        Assert.That(await moved.GetServiceAsync(cancellation), Is.EqualTo(promised));
        Assert.That((KernelLimit.Memory(status.ProcessId!.Value), KernelLimit.Pids(status.ProcessId.Value)), Is.EqualTo(($"{96 << 20}", "40")));
        var count = await MoveScene.CountAsync(scene.Target, container.Id, 4, cancellation);
        await MoveScene.CountAsync(scene.Target, container.Id, count + 5, cancellation);
        Assert.That(report.Strategy, Is.EqualTo(MigrationStrategy.StopAndCopy));
        Assert.That(report.MemoryBytes, Is.GreaterThan(0));
        Assert.That(await scene.Source.ListMigrationsAsync(cancellation), Is.Empty);
        Assert.That(await scene.Target.ListMigrationsAsync(cancellation), Is.Empty);
        TestContext.Out.WriteLine($"freeze {report.Freeze.TotalMilliseconds:0.0} ms ({string.Join(", ", report.FreezeParts.Select(part => $"{part.Key} {part.Value.TotalMilliseconds:0.0}"))}), total {report.Total.TotalMilliseconds:0} ms, memory {report.MemoryBytes}, files {report.FileBytes}");
    }
}
