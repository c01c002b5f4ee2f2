using System.Diagnostics;
using Containment.Bundles;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Checkpoints;

[Needs(Need.Root, Need.Criu, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(60_000)]
internal sealed class RefusalTests
{
    private Scene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    private string Directory(Container container, string name) => Path.Combine(_scene.Test.Options.StateDirectory, "containers", container.Id.Value, "checkpoints", name);

    [Test]
    public async Task A_damaged_image_is_refused_before_anything_is_changed([Values("images", "upper", "manifest.json")] string what, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.CheckpointAsync(new() { Name = "c" }, cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        await container.KillAsync(cancellation);
        var path = Path.Combine(Directory(container, "c"), what);
        if (what == "images") path = System.IO.Directory.EnumerateFiles(path, "pages-*.img").First();
        if (what == "upper") path = Path.Combine(path, "root/count");
        var bytes = await File.ReadAllBytesAsync(path, cancellation);
        // The count may have been saved between its truncation and its writing: then there is no byte to change.
        if (bytes.Length > 0) bytes[^1] ^= 1;
        else bytes = [1];
        await File.WriteAllBytesAsync(path, bytes, cancellation);
        var before = await container.GetStatusAsync(cancellation);

        var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.RestoreAsync("c", cancellation));
        Assert.That(failure!.Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That(failure.Subject, Does.Contain(what));
        Assert.That(await container.GetStatusAsync(cancellation), Is.EqualTo(before));
    }

    [Test]
    public async Task What_can_not_be_is_refused_with_the_reason(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.CheckpointAsync(new() { Name = "c" }, cancellation);
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.CheckpointAsync(new() { Name = "c" }, cancellation)))!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.RestoreAsync("c", cancellation)))!.Reason, Is.EqualTo(FailureReason.WrongState));
        await container.KillAsync(cancellation);
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.CheckpointAsync(cancellationToken: cancellation)))!.Reason, Is.EqualTo(FailureReason.WrongState));
        foreach (var name in (string[])["none", "../c", ".new-c", ""])
        {
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.RestoreAsync(name, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.DeleteCheckpointAsync(name, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        }
    }

    [Test]
    public async Task An_exec_that_goes_on_is_named_and_the_container_goes_on(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await using (var session = await container.ExecAsync(new ProcessSpec("sleep", "1000"), null, cancellation))
        {
            var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CheckpointAsync(cancellationToken: cancellation));
            Assert.That(failure!.Reason, Is.EqualTo(FailureReason.WrongState));
            Assert.That(failure.Message, Does.Contain($"{session.ProcessId}"));
            await session.SignalAsync(Signal.Kill, cancellation);
            await session.WaitAsync(cancellation);
        }
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await container.ListCheckpointsAsync(cancellation), Is.Empty);
        await container.CheckpointAsync(cancellationToken: cancellation);
    }

    [Test]
    public async Task A_CRIU_that_is_killed_in_a_dump_leaves_the_container_running(CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        var images = System.IO.Directory.CreateDirectory(Path.Combine(_scene.Test.Options.RuntimeDirectory, "images")).FullName;
        using (await _scene.Host.Containers().LockAsync(container.Id, cancellation))
        {
            await using var dumper = await Dumper.PrepareAsync(_scene.Host, container.Id, cancellation);
            await dumper.FreezeAsync(cancellation);
            using (var criu = Process.GetProcessById(dumper.Criu)) criu.Kill();
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => dumper.DumpAsync(images, cancellation)))!.Reason, Is.EqualTo(FailureReason.ToolFailed));
            await dumper.ThawAsync(cancellation);
        }
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(System.IO.Directory.EnumerateDirectories(_scene.Test.Options.RuntimeDirectory, "criu-*"), Is.Empty);
        System.IO.Directory.Delete(images, true);
    }

    [Test]
    public async Task A_CRIU_that_is_killed_in_a_restore_leaves_nothing([Values] bool whole, CancellationToken cancellation)
    {
        var container = await _scene.CountAsync(cancellation);
        await container.CheckpointAsync(new() { Name = "c", LeaveRunning = false }, cancellation);
        var before = await container.GetStatusAsync(cancellation);
        var log = await Scene.LogAsync(container, cancellation);
        using (var held = await _scene.Host.Containers().LockAsync(container.Id, cancellation))
        {
            var facts = new Containment.Checkpoints.Storing.CheckpointStore(_scene.Host.Containers().Paths(container.Id)).Read("c").Facts;
            await using var restorer = await Restorer.PrepareAsync(_scene.Host, held, facts, cancellation);
            var cgroup = ContainerCgroup.Open(_scene.Host, container.Id);
            if (whole)
            {
                await restorer.RestoreAsync(Path.Combine(Directory(container, "c"), "images"), cancellation);
                Assert.That(cgroup.ReadPids(), Has.Count.GreaterThan(1));
            }
            foreach (var pid in cgroup.ReadPids().Take(1))
            {
                using var criu = Process.GetProcessById(pid);
                criu.Kill();
            }
            await Task.Delay(50, cancellation);
            if (whole) await Assert.ThrowsAsync<ContainmentException>(() => restorer.CommitAsync(cancellation));
            else await Assert.ThrowsAsync<ContainmentException>(() => restorer.RestoreAsync(Path.Combine(Directory(container, "c"), "images"), cancellation));
            await restorer.AbortAsync();
            Assert.That(cgroup.ReadPids(), Is.Empty);
        }
        Assert.That(await container.GetStatusAsync(cancellation), Is.EqualTo(before));
        Assert.That(await Scene.LogAsync(container, cancellation), Is.EqualTo(log), "not one instruction may have run");
        await container.RestoreAsync("c", cancellation);
        await Scene.GoesOnAsync(container, cancellation);
    }

    [Test]
    public async Task A_full_disk_refuses_the_checkpoint_and_the_container_goes_on(CancellationToken cancellation)
    {
        using var disk = new Images.SmallDisk();
        var spec = Fixtures.TestHost.Shell("i=0; while :; do i=$((i+1)); echo n$i; sleep 0.02; done");
        await using (var host = ContainerHost.Open(_scene.Test.Options with { StateDirectory = Path.Combine(disk.Path, "state") }))
        {
            var container = await host.CreateAsync(spec, cancellation);
            await container.StartAsync(cancellation);
            await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
            await File.WriteAllBytesAsync(Path.Combine(disk.Path, "filling"), new byte[900 << 10], cancellation);
            var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.CheckpointAsync(cancellationToken: cancellation));
            TestContext.Out.WriteLine(failure!.Message);
            Assert.That(failure.Reason, Is.AnyOf(FailureReason.ToolFailed, FailureReason.Exhausted, FailureReason.KernelRefused));
            Assert.That(await container.ListCheckpointsAsync(cancellation), Is.Empty);
            Assert.That(System.IO.Directory.EnumerateFileSystemEntries(Path.Combine(disk.Path, "state/containers", container.Id.Value, "checkpoints")), Is.Empty);
            File.Delete(Path.Combine(disk.Path, "filling"));
            await Scene.GoesOnAsync(container, cancellation);
            await container.KillAsync(cancellation);
            await container.DeleteAsync(cancellation);
        }
    }
}
