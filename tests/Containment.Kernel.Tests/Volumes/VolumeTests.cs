using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Volumes;

/// <summary>What every volume with a file system of its own does.</summary>
[TestFixture(VolumeKind.Ext4), TestFixture(VolumeKind.Xfs), TestFixture(VolumeKind.Btrfs)]
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class VolumeTests(VolumeKind kind)
{
    private VolumeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(kind);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_volume_outlives_its_container_and_keeps_the_ids_that_containers_see(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var first = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/srv/data"));
        Assert.That(await VolumeScene.SayAsync(first, "ls -A /srv/data; echo hello > /srv/data/f; chown 33:44 /srv/data/f; mkdir /srv/data/d; ln /srv/data/f /srv/data/d/l", cancellation), Is.Empty);
        await first.KillAsync(cancellation);
        await first.DeleteAsync(cancellation);
        Assert.That(_scene.Host.GetVolume("data").Users, Is.Empty);

        var second = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        Assert.That(await VolumeScene.SayAsync(second, "cat /data/f; stat -c '%u:%g %h' /data/d/l; stat -c %u:%g:%a /data", cancellation), Is.EqualTo("hello\n33:44 2\n0:0:755"));
    }

    [Test]
    public async Task A_volume_has_the_size_that_was_asked_for_and_when_it_is_full_nothing_else_is(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        Assert.That(await VolumeScene.SizeInsideAsync(container, "/data", cancellation), Is.InRange(200, 320));
        var (code, said) = await VolumeScene.TryAsync(container, "cat /dev/zero > /data/f", cancellation);
        Assert.That((code, said.Contains("No space left", StringComparison.Ordinal)), Is.EqualTo((1, true)), said);
        Assert.That(await VolumeScene.SayAsync(container, "echo fine > /root/f; cat /root/f", cancellation), Is.EqualTo("fine"));
    }

    [Test]
    public async Task A_volume_comes_and_goes_while_the_container_runs(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation);
        await VolumeScene.SayAsync(container, "mkdir /data; echo below > /data/below", cancellation);
        await container.AttachVolumeAsync(new("data", "/data"), cancellation);
        Assert.That(await VolumeScene.SayAsync(container, "ls /data; echo 1 > /data/one; ls /data", cancellation), Is.EqualTo("one"));
        await container.DetachVolumeAsync("data", cancellation);
        Assert.That(await VolumeScene.SayAsync(container, "ls /data", cancellation), Is.EqualTo("below"));
        await container.AttachVolumeAsync(new("data", "/made/for/it"), cancellation);
        Assert.That(await VolumeScene.SayAsync(container, "ls /made/for/it; stat -c %u:%g /made/for", cancellation), Is.EqualTo("one\n0:0"));
        Assert.That(await container.GetVolumesAsync(cancellation), Is.EqualTo(new[] { new VolumeMount("data", "/made/for/it") }));
    }

    [Test]
    public async Task A_volume_that_a_process_uses_is_not_detached_and_the_process_is_named(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.StartAsync("cd /data; echo there; exec sleep 1000", cancellation, new VolumeMount("data", "/data"));
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => container.DetachVolumeAsync("data", cancellation));
        Assert.That(refused!.Reason, Is.EqualTo(FailureReason.WrongState));
        Assert.That(refused.Message, Does.Contain("(sleep)").And.Contain("/data"));
        Assert.That(await container.GetVolumesAsync(cancellation), Has.Count.EqualTo(1));
        Assert.That(await VolumeScene.SayAsync(container, "echo still > /data/f; cat /data/f", cancellation), Is.EqualTo("still"));
    }

    [Test]
    public async Task A_volume_that_was_attached_is_there_after_a_restart_and_one_that_was_detached_is_not(CancellationToken cancellation)
    {
        await _scene.MakeAsync("one", cancellation);
        await _scene.MakeAsync("two", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("one", "/one"));
        await container.AttachVolumeAsync(new("two", "/two"), cancellation);
        await VolumeScene.SayAsync(container, "echo 1 > /one/f; echo 2 > /two/f", cancellation);
        await container.DetachVolumeAsync("one", cancellation);
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await VolumeScene.SayAsync(container, "ls /one; cat /two/f", cancellation), Is.EqualTo("2"));
    }

    [Test]
    public async Task Only_one_container_writes_and_others_read_what_it_writes(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var writer = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _scene.IdleAsync(cancellation, new VolumeMount("data", "/data")));
        Assert.That((refused!.Reason, refused.Message.Contains(writer.Id.Value)), Is.EqualTo((FailureReason.WrongState, true)));
        var reader = await _scene.IdleAsync(cancellation);
        await Assert.ThrowsAsync<ContainmentException>(() => reader.AttachVolumeAsync(new("data", "/data"), cancellation));
        Assert.That(await reader.GetVolumesAsync(cancellation), Is.Empty);

        await reader.AttachVolumeAsync(new("data", "/data") { ReadOnly = true }, cancellation);
        await VolumeScene.SayAsync(writer, "echo news > /data/f", cancellation);
        Assert.That(await VolumeScene.SayAsync(reader, "cat /data/f", cancellation), Is.EqualTo("news"));
        Assert.That((await VolumeScene.TryAsync(reader, "echo mine > /data/f", cancellation)).Said, Does.Contain("Read-only file system"));

        await writer.DetachVolumeAsync("data", cancellation);
        await reader.DetachVolumeAsync("data", cancellation);
        await reader.AttachVolumeAsync(new("data", "/data"), cancellation);
        await VolumeScene.SayAsync(reader, "echo mine > /data/f", cancellation);
    }

    [Test]
    public async Task A_volume_grows_while_a_container_writes_to_it(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        await VolumeScene.SayAsync(container, "echo kept > /data/f", cancellation);
        var before = await VolumeScene.SizeInsideAsync(container, "/data", cancellation);
        if (kind == VolumeKind.Ext4 && !Machine.MayGrowExt4)
        {
            var refused = await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.GrowVolumeAsync("data", 2 * VolumeScene.Size, cancellation));
            Assert.That((refused!.Reason, refused.Message.Contains("CAP_SYS_RESOURCE")), Is.EqualTo((FailureReason.Unsupported, true)));
            Assert.That(_scene.Host.GetVolume("data").Size, Is.EqualTo(VolumeScene.Size));
            await container.KillAsync(cancellation);
        }
        await _scene.Host.GrowVolumeAsync("data", 2 * VolumeScene.Size, cancellation);
        if (kind == VolumeKind.Ext4 && !Machine.MayGrowExt4) await container.StartAsync(cancellation);
        Assert.That(await VolumeScene.SizeInsideAsync(container, "/data", cancellation), Is.GreaterThan(before + 250));
        Assert.That(await VolumeScene.SayAsync(container, "cat /data/f; head -c 400000000 /dev/zero > /data/g; stat -c %s /data/g", cancellation), Is.EqualTo("kept\n400000000"));
        Assert.That(_scene.Host.GetVolume("data").Size, Is.EqualTo(2 * VolumeScene.Size));
        var smaller = await Assert.ThrowsAsync<InvalidSpecException>(() => _scene.Host.GrowVolumeAsync("data", VolumeScene.Size, cancellation));
        Assert.That(smaller!.Message, Does.Contain("or more"));
    }

    [Test, Needs(Need.Criu)]
    public async Task A_container_is_checkpointed_with_a_volume_and_goes_on_with_it(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.StartAsync("exec 3>>/data/log; i=0; while :; do i=$((i+1)); echo $i >&3; echo n$i; sleep 0.02; done", cancellation);
        Assert.That(await container.GetVolumesAsync(cancellation), Is.Empty);
        await container.KillAsync(cancellation);
        await container.AttachVolumeAsync(new("data", "/data"), cancellation);
        await container.StartAsync(cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        var numbers = (await VolumeScene.SayAsync(container, "cat /data/log", cancellation)).Split('\n').Select(int.Parse).ToList();
        var again = numbers.LastIndexOf(1);
        Assert.That(numbers[..again], Is.EqualTo(Enumerable.Range(1, again)), "nothing is lost and nothing twice over the checkpoint");
    }

    [Test]
    public async Task Nothing_of_a_volume_is_left_when_it_is_deleted_and_not_before_its_containers_let_go(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        Assert.That(_scene.HasDevice("data"), Is.True);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.DeleteVolumeAsync("data", cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains(container.Id.Value)), Is.EqualTo((FailureReason.WrongState, true)));
        await container.DetachVolumeAsync("data", cancellation);
        await _scene.Host.DeleteVolumeAsync("data", cancellation);
        Assert.That(_scene.Host.ListVolumes(), Is.Empty);
        Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(_scene.Test.Options.StateDirectory, "volumes", ".work")), Is.Empty);
        Assert.That(File.ReadAllText("/proc/mounts"), Does.Not.Contain(_scene.Test.Top));
    }
}
