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

    [Test]
    public async Task A_full_disk_refuses_going_back_cloning_and_deleting_and_loses_nothing(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var test = new TestHost();
        await using var host = ContainerHost.Open(test.Options with { StateDirectory = Path.Combine(disk.Path, "state") });
        var container = await host.CreateAsync(TestHost.Shell("echo x >> /root/f; wc -l < /root/f"), cancellation);
        await using var removal = new Removal(container);
        await AgainAsync(container, cancellation);
        await container.SnapshotAsync(new() { Name = "a" }, cancellation);
        await AgainAsync(container, cancellation);
        await container.SnapshotAsync(new() { Name = "b" }, cancellation);
        var filling = Path.Combine(disk.Path, "filling");
        Fill(filling);
        var clone = TestHost.NewId();
        foreach (var act in (Func<Task>[])[() => container.RollBackAsync("a", cancellation), () => container.CloneAsync([clone], cancellationToken: cancellation), () => container.DeleteSnapshotAsync("a", cancellation)])
        {
            var failure = await Assert.CatchAsync<ContainmentException>(() => act());
            Assert.That(failure!.Reason, Is.AnyOf(FailureReason.Exhausted, FailureReason.KernelRefused), failure.Message);
        }
        Assert.That((await container.ListSnapshotsAsync(cancellation)).Select(snapshot => snapshot.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That((await host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        File.Delete(filling);
        Assert.That(await AgainAsync(container, cancellation), Is.EqualTo("3"));
        await container.RollBackAsync("a", cancellation);
        await using (new Removal((await container.CloneAsync([clone], cancellationToken: cancellation))[0]))
            Assert.That(await AgainAsync(container, cancellation), Is.EqualTo("2"));
        await container.RollBackAsync("b", cancellation);
        await container.DeleteSnapshotAsync("a", cancellation);
        Assert.That(await AgainAsync(container, cancellation), Is.EqualTo("3"));
    }

    // What the run said at its end.
    private static async Task<string> AgainAsync(Container container, CancellationToken cancellation)
    {
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        return (await Scene.LogAsync(container, cancellation)).TrimEnd('\n').Split('\n')[^1];
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path, bufferSize: 0);
        try
        {
            while (true) file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Now it is full.
        }
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
