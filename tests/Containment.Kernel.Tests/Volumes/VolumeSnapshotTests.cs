using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Volumes;

/// <summary>Snapshots of volumes, by copying where the host's disk can do no better, and by sharing on btrfs.</summary>
[TestFixture(VolumeKind.Ext4, false), TestFixture(VolumeKind.Xfs, false), TestFixture(VolumeKind.Btrfs, false), TestFixture(VolumeKind.Ext4, true), TestFixture(VolumeKind.Directory, true)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class VolumeSnapshotTests(VolumeKind kind, bool sharing)
{
    private BtrfsDisk? _disk;
    private VolumeScene _scene = null!;

    [SetUp]
    public void Open()
    {
        if (sharing) Machine.Require(Need.Btrfs);
        _disk = sharing ? new() : null;
        _scene = new(kind, _disk?.Path);
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _scene.DisposeAsync();
        _disk?.Dispose();
    }

    [Test]
    public async Task A_snapshot_has_all_that_was_written_before_it_and_the_writer_goes_on(CancellationToken cancellation)
    {
        await MakeAsync("data", cancellation);
        var writer = await _scene.StartAsync("i=0; while :; do i=$((i+1)); echo $i >> /data/log; echo n$i; done", cancellation, new VolumeMount("data", "/data"));
        await Scene.GoesOnAsync(writer, cancellation);
        var before = await Scene.CountOfAsync(writer, cancellation);
        var taken = await _scene.Host.SnapshotVolumeAsync("data", "one", cancellation);
        Assert.That(taken, Is.EqualTo(_scene.Host.GetVolume("data").Snapshots.Single()));
        await Scene.GoesOnAsync(writer, cancellation);

        await _scene.Host.CreateVolumeAsync("copy", new() { From = "data@one" }, cancellation);
        var reader = await _scene.IdleAsync(cancellation, new VolumeMount("copy", "/data"));
        var lines = (await VolumeScene.SayAsync(reader, "cat /data/log", cancellation)).Split('\n').Select(int.Parse).ToList();
        Assert.That(lines, Is.EqualTo(Enumerable.Range(1, lines.Count)), "in order, and no line is half");
        Assert.That(lines, Has.Count.GreaterThanOrEqualTo(before));
        await VolumeScene.SayAsync(reader, "echo mine > /data/log", cancellation);
        Assert.That(await VolumeScene.SayAsync(writer, "head -n 1 /data/log", cancellation), Is.EqualTo("1"), "the copy is a volume of its own");
    }

    [Test]
    public async Task A_volume_goes_back_to_what_it_was_when_nobody_runs_with_it(CancellationToken cancellation)
    {
        await MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        await VolumeScene.SayAsync(container, "echo good > /data/f", cancellation);
        await _scene.Host.SnapshotVolumeAsync("data", "good", cancellation);
        await VolumeScene.SayAsync(container, "echo bad > /data/f; echo more > /data/g", cancellation);
        await _scene.Host.SnapshotVolumeAsync("data", "bad", cancellation);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.RollBackVolumeAsync("data", "good", cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains(container.Id.Value)), Is.EqualTo((FailureReason.WrongState, true)));

        foreach (var (name, content) in ((string, string)[])[("good", "good"), ("bad", "bad\nmore"), ("good", "good")])
        {
            await container.KillAsync(cancellation);
            await _scene.Host.RollBackVolumeAsync("data", name, cancellation);
            await container.StartAsync(cancellation);
            Assert.That(await VolumeScene.SayAsync(container, "cat /data/*", cancellation), Is.EqualTo(content));
        }
        await _scene.Host.DeleteVolumeSnapshotAsync("data", "bad", cancellation);
        Assert.That(_scene.Host.GetVolume("data").Snapshots.Select(one => one.Name), Is.EqualTo(new[] { "good" }));
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_scene.Test.Options.StateDirectory, "volumes", "data", "snapshots")).Select(path => Path.GetFileName(path)), Is.EqualTo(new[] { "good" }));
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);
        await _scene.Host.DeleteVolumeAsync("data", cancellation);
    }

    [Test]
    public async Task Names_that_are_not_there_or_twice_are_refused(CancellationToken cancellation)
    {
        await MakeAsync("data", cancellation);
        await _scene.Host.SnapshotVolumeAsync("data", "one", cancellation);
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.SnapshotVolumeAsync("data", "one", cancellation)))!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.RollBackVolumeAsync("data", "two", cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.CreateVolumeAsync("copy", new() { From = "data@two" }, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        await Assert.ThrowsAsync<InvalidSpecException>(() => _scene.Host.SnapshotVolumeAsync("data", "../one", cancellation));
        await Assert.ThrowsAsync<InvalidSpecException>(() => _scene.Host.CreateVolumeAsync("copy", new() { From = "data" }, cancellation));
        Assert.That(_scene.Host.ListVolumes().Select(volume => volume.Name), Is.EqualTo(new[] { "data" }));
    }

    private Task<Volume> MakeAsync(string name, CancellationToken cancellation) =>
        kind == VolumeKind.Directory ? _scene.Host.CreateVolumeAsync(name, new() { Kind = kind }, cancellation) : _scene.MakeAsync(name, cancellation);
}
