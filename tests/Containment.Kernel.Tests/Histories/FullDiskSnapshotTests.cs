using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Histories;

[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class FullDiskSnapshotTests
{
    [Test]
    public async Task A_full_disk_refuses_the_snapshot_and_the_container_goes_on(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var test = new TestHost();
        await using var host = ContainerHost.Open(test.Options with { StateDirectory = Path.Combine(disk.Path, "state") });
        var container = await host.CreateAsync(TestHost.Shell("head -c 300000 /dev/zero > /root/f; i=0; while :; do i=$((i+1)); echo n$i; sleep 0.02; done"), cancellation);
        await using var removal = new Removal(container);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        await File.WriteAllBytesAsync(Path.Combine(disk.Path, "filling"), new byte[250 << 10], cancellation);
        var failure = await Assert.CatchAsync<ContainmentException>(() => container.SnapshotAsync(new() { Name = "b" }, cancellation));
        Assert.That(failure!.Reason, Is.AnyOf(FailureReason.Exhausted, FailureReason.KernelRefused), failure.Message);
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Single().Name, Is.EqualTo("a"));
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(Directory.EnumerateDirectories(Path.Combine(disk.Path, "state/containers", container.Id.Value, "layers")).Select(Path.GetFileName), Is.EqualTo(new[] { "1" }));
        File.Delete(Path.Combine(disk.Path, "filling"));
        await container.SnapshotAsync(new() { Name = "b" }, cancellation);
        await container.KillAsync(cancellation);
        foreach (var name in (string[])["a", "b"]) await container.RollBackAsync(name, cancellation);
    }

    // Also when the test fails: the disk can't be unmounted under it.
    private sealed class Removal(Container container) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if ((await container.GetStatusAsync()).Phase == ContainerPhase.Running) await container.KillAsync();
            await container.DeleteAsync();
        }
    }
}
