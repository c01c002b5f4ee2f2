using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Launch;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;

namespace Containment.Kernel.Tests.Volumes;

/// <summary>What holds when something breaks off.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class VolumeFaultTests
{
    private VolumeScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new(VolumeKind.Ext4);

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    private static async Task UnmountAsync(Container container, CancellationToken cancellation) =>
        await Launcher.DetachAsync(AttachCompiler.Detach((await container.GetStatusAsync(cancellation)).ProcessId!.Value, "/data"), [], cancellationToken: cancellation);

    private string Home => Path.Combine(_scene.Test.Options.StateDirectory, "volumes");

    [Test]
    public async Task A_claim_of_a_container_that_never_came_to_be_stands_in_nobodys_way(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var record = Path.Combine(Home, "data", "volume.json");
        // As a creation that is killed between the claim and the state leaves it.
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"users\":[]", "\"users\":[{\"container\":\"gone\",\"readOnly\":false}]", StringComparison.Ordinal));
        Assert.That(_scene.Host.GetVolume("data").Users, Has.Count.EqualTo(1));
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        Assert.That(_scene.Host.GetVolume("data").Users, Is.EqualTo(new[] { new VolumeUse(container.Id, false) }));
    }

    [Test]
    public async Task A_creation_that_fails_gives_back_what_it_claimed(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var spec = TestHost.Shell("true") with { Volumes = [new("data", "/data"), new("nowhere", "/other")] };
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.CreateAsync(spec, cancellation)))!.Message, Does.Contain("there is no volume nowhere"));
        Assert.That(_scene.Host.GetVolume("data").Users, Is.Empty);
        Assert.That(await _scene.Host.ListAsync(cancellation), Is.Empty);
        await Assert.ThrowsAsync<InvalidSpecException>(() => _scene.Host.CreateAsync(TestHost.Shell("true") with { Volumes = [new("data", "/a"), new("data", "/b")] }, cancellation));
        await Assert.ThrowsAsync<InvalidSpecException>(() => _scene.Host.CreateAsync(TestHost.Shell("true") with { Volumes = [new("data", "/a"), new("other", "/a/")] }, cancellation));
        Assert.Throws<InvalidSpecException>(() => new VolumeMount("data", "/a/../b"));
        Assert.Throws<InvalidSpecException>(() => new VolumeMount("../data", "/a"));
    }

    [Test]
    public async Task An_attach_that_broke_off_before_the_mount_is_finished_by_the_next(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        // The mount is gone and the state still names it, as a detach leaves it that is killed in the middle.
        await UnmountAsync(container, cancellation);
        await container.AttachVolumeAsync(new("data", "/data"), cancellation);
        Assert.That(await VolumeScene.SayAsync(container, "grep -c ' /data ' /proc/mounts", cancellation), Is.EqualTo("1"));
        await UnmountAsync(container, cancellation);
        await container.DetachVolumeAsync("data", cancellation);
        Assert.That(_scene.Host.GetVolume("data").Users, Is.Empty);
    }

    [Test]
    public async Task An_attach_to_a_place_that_cant_be_leaves_all_as_it_was(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation);
        await VolumeScene.SayAsync(container, "echo file > /root/file; ln -s /proc/self /root/link", cancellation);
        foreach (var place in (string[])["/root/file", "/root/file/below", "/root/link/fd", "/proc/self"])
            Assert.That((await Assert.ThrowsAsync<KernelException>(() => container.AttachVolumeAsync(new("data", place), cancellation)))!.Message, Does.Contain("/"), place);
        Assert.That(await container.GetVolumesAsync(cancellation), Is.Empty);
        Assert.That(_scene.Host.GetVolume("data").Users, Is.Empty);
        await container.AttachVolumeAsync(new("data", "/data"), cancellation);
    }

    [Test]
    public async Task A_file_system_that_a_killed_snapshot_held_still_goes_on_with_the_next_look(CancellationToken cancellation)
    {
        await _scene.MakeAsync("data", cancellation);
        var container = await _scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        using (var disk = new DiskImage(_scene.DiskOf("data"), VolumeKind.Ext4).Open())
        using (var root = disk.Mount())
        {
            // As a process that is killed while it copies leaves it.
            File.WriteAllBytes(Path.Combine(Home, "data", "held"), []);
            _ = FileSystemPause.Begin(root);
        }
        var write = VolumeScene.SayAsync(container, "echo late > /data/f; cat /data/f", cancellation);
        await Task.Delay(300, cancellation);
        Assert.That(write.IsCompleted, Is.False);
        await using (var again = _scene.Test.OpenAgain()) await again.ListAsync(cancellation);
        Assert.That(await write, Is.EqualTo("late"));
        Assert.That(File.Exists(Path.Combine(Home, "data", "held")), Is.False);
    }

    [Test]
    public async Task A_making_that_was_killed_leaves_no_volume_and_goes_with_the_next(CancellationToken cancellation)
    {
        var left = Directory.CreateDirectory(Path.Combine(Home, ".work", "0123456789abcdef0123456789abcdef")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(left, "data.disk"), new byte[4096], cancellation);
        Assert.That(_scene.Host.ListVolumes(), Is.Empty);
        await _scene.MakeAsync("data", cancellation);
        Assert.That(Directory.Exists(left), Is.False);
    }

    [Test]
    public async Task On_a_full_disk_nothing_half_made_is_left_and_what_was_there_stays(CancellationToken cancellation)
    {
        using var small = new SmallDisk();
        small.Grow();
        await using var scene = new VolumeScene(VolumeKind.Ext4, small.Path);
        await scene.MakeAsync("good", cancellation, 16 * VolumeScene.MiB);
        var container = await scene.IdleAsync(cancellation, new VolumeMount("good", "/data"));
        await VolumeScene.SayAsync(container, "head -c 8000000 /dev/urandom > /data/f; md5sum /data/f > /data/sum", cancellation);
        await using (var filler = File.Create(Path.Combine(small.Path, "filler")))
        {
            var block = new byte[1 << 16];
            try
            {
                while (true) filler.Write(block);
            }
            catch (IOException)
            {
                // Full now.
            }
        }
        var made = await Assert.ThrowsAsync<ContainmentException>(() => scene.MakeAsync("new", cancellation, 4096 * VolumeScene.MiB));
        Assert.That(made!.Reason, Is.EqualTo(FailureReason.Exhausted), made.Message);
        var grown = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.GrowVolumeAsync("good", 4096 * VolumeScene.MiB, cancellation));
        Assert.That(grown!.Reason, Is.EqualTo(FailureReason.Exhausted).Or.EqualTo(FailureReason.Unsupported), grown.Message);
        var taken = await Assert.ThrowsAsync<ContainmentException>(() => scene.Host.SnapshotVolumeAsync("good", "one", cancellation));
        Assert.That(taken!.Reason, Is.EqualTo(FailureReason.Exhausted), taken.Message);
        Assert.That(scene.Host.ListVolumes().Select(volume => (volume.Name, volume.Snapshots.Count)), Is.EqualTo(new[] { ("good", 0) }));
        Assert.That(await VolumeScene.SayAsync(container, "md5sum -c /data/sum", cancellation), Is.EqualTo("/data/f: OK"));
        await VolumeScene.SayAsync(container, "head -c 2000000 /dev/urandom > /data/g; sync /data/g", cancellation);

        File.Delete(Path.Combine(small.Path, "filler"));
        await scene.Host.SnapshotVolumeAsync("good", "one", cancellation);
        await scene.MakeAsync("new", cancellation, 4 * VolumeScene.MiB);
    }

    [Test, Needs(Need.Btrfs)]
    public async Task A_directory_has_a_size_where_the_file_system_keeps_it_and_else_none_is_promised(CancellationToken cancellation)
    {
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => _scene.Host.CreateVolumeAsync("data", new() { Kind = VolumeKind.Directory, Size = 16 * VolumeScene.MiB }, cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains("prjquota", StringComparison.Ordinal)), Is.EqualTo((FailureReason.Unsupported, true)));
        Assert.That(_scene.Host.ListVolumes(), Is.Empty);

        using var disk = new BtrfsDisk();
        await using var scene = new VolumeScene(VolumeKind.Directory, disk.Path);
        disk.Count();
        await scene.MakeAsync("data", cancellation, 16 * VolumeScene.MiB);
        var container = await scene.IdleAsync(cancellation, new VolumeMount("data", "/data"));
        Assert.That((await VolumeScene.TryAsync(container, "head -c 40000000 /dev/urandom > /data/f && sync /data/f", cancellation)).Code, Is.Not.Zero);
        await VolumeScene.SayAsync(container, "rm /data/f; sync", cancellation);
        await scene.Host.GrowVolumeAsync("data", 64 * VolumeScene.MiB, cancellation);
        await VolumeScene.SayAsync(container, "head -c 40000000 /dev/urandom > /data/f && sync /data/f", cancellation);
        Assert.That(scene.Host.GetVolume("data").Size, Is.EqualTo(64 * VolumeScene.MiB));
    }

    [Test]
    public async Task Many_volumes_come_and_go_at_once_and_each_is_its_own(CancellationToken cancellation)
    {
        const int count = 12;
        await Task.WhenAll(Enumerable.Range(0, count).Select(n => _scene.MakeAsync($"v{n}", cancellation, 8 * VolumeScene.MiB)));
        var container = await _scene.IdleAsync(cancellation);
        await Task.WhenAll(Enumerable.Range(0, count).Select(async n =>
        {
            for (var round = 0; round < 3; round++)
            {
                await container.AttachVolumeAsync(new($"v{n}", $"/v/{n}"), cancellation);
                await VolumeScene.SayAsync(container, $"echo {n} >> /v/{n}/f", cancellation);
                await container.DetachVolumeAsync($"v{n}", cancellation);
            }
            await container.AttachVolumeAsync(new($"v{n}", $"/v/{n}"), cancellation);
        }));
        Assert.That(await VolumeScene.SayAsync(container, "cat /v/*/f | sort -n", cancellation), Is.EqualTo(string.Join('\n', Enumerable.Range(0, count).SelectMany(n => Enumerable.Repeat(n, 3)))));
        Assert.That(await container.GetVolumesAsync(cancellation), Has.Count.EqualTo(count));
    }
}
