using System.Text.Json;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Volumes;
using Containment.Migration;
using Containment.Migration.Ends;

namespace Containment.Kernel.Tests.Devices;

/// <summary>Directories, files and tmpfs that come and go while a container runs.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class MountTests
{
    private DeviceScene _scene = null!;

    [SetUp]
    public void Open() => _scene = new();

    [TearDown]
    public async Task CloseAsync() => await _scene.DisposeAsync();

    [Test]
    public async Task A_directory_a_file_and_a_tmpfs_come_and_go_while_the_container_runs([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation, userNamespace);
        await DeviceScene.SayAsync(container, "mkdir -m 700 /srv; echo below > /srv/below", cancellation);
        var before = await _scene.StateAsync(container);
        var source = _scene.Directory("data");
        await container.AttachMountAsync(new("/srv", source), cancellation);
        await container.AttachMountAsync(new("/made/for/it", Path.Combine(source, "f")) { ReadOnly = true }, cancellation);
        await container.AttachMountAsync(new("/srv/memory") { Size = 1 << 20 }, cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "cat /srv/f /made/for/it; echo x > /srv/memory/x; stat -c %u:%g:%a /srv/memory; df -k /srv/memory | tail -n 1 | awk '{print $2}'", cancellation), Is.EqualTo("from outside\nfrom outside\n0:0:1777\n1024"));
        Assert.That((await VolumeScene.TryAsync(container, "echo > /made/for/it", cancellation)).Said, Does.Contain("Read-only"));
        Assert.That((await container.GetMountsAsync(cancellation)).Select(mount => mount.Target), Is.EqualTo(new[] { "/srv", "/made/for/it", "/srv/memory" }));

        foreach (var target in (string[])["/srv/memory", "/made/for/it/", "/srv"]) await container.DetachMountAsync(target, cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "ls /srv", cancellation), Is.EqualTo("below"));
        Assert.That(await _scene.StateAsync(container), Is.EqualTo(before));
        Assert.That(File.ReadAllText(Path.Combine(source, "f")), Is.EqualTo("from outside\n"));
    }

    [Test]
    public async Task With_mapped_ids_the_container_sees_its_own_and_without_them_nobodys(CancellationToken cancellation)
    {
        var source = _scene.Directory("data");
        var container = await _scene.IdleAsync(cancellation);
        await container.AttachMountAsync(new("/mapped", source) { IdMapped = true }, cancellation);
        await container.AttachMountAsync(new("/plain", source), cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "stat -c %u /mapped/f /plain/f; echo more > /mapped/g", cancellation), Is.EqualTo("0\n65534"));
        Assert.That(File.ReadAllText(Path.Combine(source, "g")), Is.EqualTo("more\n"));
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "stat -c %u /mapped/g /plain/f", cancellation), Is.EqualTo("0\n65534"));
    }

    [Test]
    public async Task A_mount_that_a_process_uses_is_not_detached_and_the_process_is_named(CancellationToken cancellation)
    {
        var container = await _scene.StartAsync("mkdir /data; echo there; while [ ! -e /data/f ]; do sleep 0.02; done; cd /data; touch /in; exec sleep 1000", cancellation);
        await container.AttachMountAsync(new("/data", _scene.Directory("data")), cancellation);
        await DeviceScene.SayAsync(container, "while [ ! -e /in ]; do sleep 0.02; done; while ! grep -q sleep /proc/1/cmdline; do sleep 0.02; done", cancellation);
        var refused = await Assert.ThrowsAsync<ContainmentException>(() => container.DetachMountAsync("/data", cancellation));
        Assert.That((refused!.Reason, refused.Message.Contains("(sleep)"), refused.Message.Contains("/data")), Is.EqualTo((FailureReason.WrongState, true, true)), refused.Message);
        Assert.That(await container.GetMountsAsync(cancellation), Has.Count.EqualTo(1));
        Assert.That(File.Exists(Path.Combine(_scene.Options.RuntimeDirectory, $"{container.Id}.attaching")), Is.False);
    }

    [Test]
    public async Task A_place_behind_a_link_is_found_again_and_what_leads_into_procfs_is_refused(CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation);
        await DeviceScene.SayAsync(container, "mkdir -p /real/data; ln -s /real /way; ln -s /proc/tty /evil", cancellation);
        var before = await _scene.StateAsync(container);
        await container.AttachMountAsync(new("/way/data", _scene.Directory("data")), cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "cat /real/data/f", cancellation), Is.EqualTo("from outside"));
        await container.DetachMountAsync("/way/data", cancellation);
        await Assert.ThrowsAsync<KernelException>(() => container.AttachMountAsync(new("/evil", _scene.Directory("data")), cancellation));
        await Assert.ThrowsAsync<InvalidSpecException>(() => container.AttachMountAsync(new("/there", "/nowhere/at/all"), cancellation));
        var taken = await Assert.ThrowsAsync<ContainmentException>(() => container.AttachMountAsync(new("/dev/shm"), cancellation));
        Assert.That(taken!.Reason, Is.EqualTo(FailureReason.AlreadyExists));
        var missing = await Assert.ThrowsAsync<ContainmentException>(() => container.DetachMountAsync("/proc", cancellation));
        Assert.That(missing!.Reason, Is.EqualTo(FailureReason.NotFound));
        Assert.That(await _scene.StateAsync(container), Is.EqualTo(before));
    }

    [Test]
    public async Task What_was_mounted_while_it_ran_or_stood_is_there_after_a_restart(CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation);
        await container.AttachMountAsync(new("/one", _scene.Directory("one", "1\n")), cancellation);
        await container.AttachMountAsync(new("/gone", _scene.Directory("gone")), cancellation);
        await container.KillAsync(cancellation);
        await container.DetachMountAsync("/gone", cancellation);
        await container.AttachMountAsync(new("/two", _scene.Directory("two", "2\n")), cancellation);
        await container.StartAsync(cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "cat /one/f /two/f; ls /gone", cancellation), Is.EqualTo("1\n2"));
    }

    [Test]
    public async Task What_another_host_lacks_of_mounts_and_devices_is_found_before_a_move(CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation);
        var source = _scene.Directory("data");
        await container.AttachMountAsync(new("/data", source), cancellation);
        await container.AttachDeviceAsync(Containment.Devices.DeviceSpec.Parse("/dev/loop-control:/dev/x"), cancellation);
        var (offer, spec) = OfferJudge.Read(JsonSerializer.SerializeToUtf8Bytes(await OfferMaker.MakeAsync(_scene.Host.Containers(), container.Id, MigrationStrategy.Cold, cancellation), MoveJson.Default.MoveOffer));
        spec = spec with { Id = TestHost.NewId() };
        Assert.That((await new OfferJudge(_scene.Host).JudgeAsync(offer, spec, cancellation)).Findings.Select(finding => finding.Code), Has.None.AnyOf("mount", "device"));
        // The other host has neither.
        File.Delete(Path.Combine(source, "f"));
        System.IO.Directory.Move(source, source + "-away");
        spec = spec with { Devices = [Containment.Devices.DeviceSpec.Parse("/dev/no-such-device")] };
        var findings = (await new OfferJudge(_scene.Host).JudgeAsync(offer, spec, cancellation)).Findings.Where(finding => finding.Code is "mount" or "device").ToList();
        Assert.That(findings.Select(finding => (finding.Code, finding.Severity)), Is.EquivalentTo(new[] { ("mount", MigrationSeverity.Blocker), ("device", MigrationSeverity.Blocker) }));
        var state = await _scene.Host.Containers().Store.ReadStateAsync(container.Id, cancellation);
        Assert.That(StayingBehind.Of(container.Id, spec, state with { Devices = [Containment.Devices.DeviceSpec.Parse("0000:00:04.0")] }).Select(finding => finding.Code), Is.EqualTo(new[] { "device" }));
    }

    [Test, Needs(Need.Criu)]
    public async Task Mounts_and_devices_survive_a_checkpoint_and_a_clone_has_them([Values] bool userNamespace, CancellationToken cancellation)
    {
        var container = await _scene.IdleAsync(cancellation, userNamespace);
        await container.AttachMountAsync(new("/data", _scene.Directory("data")), cancellation);
        await container.AttachMountAsync(new("/memory"), cancellation);
        await container.AttachDeviceAsync(Containment.Devices.DeviceSpec.Parse("/dev/full:/dev/deep/full"), cancellation);
        await DeviceScene.SayAsync(container, "echo kept > /memory/f", cancellation);
        await container.CheckpointAsync(new() { LeaveRunning = false }, cancellation);
        await container.RestoreAsync(cancellationToken: cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "cat /data/f /memory/f; : < /dev/deep/full", cancellation), Is.EqualTo("from outside\nkept"));
        await container.DetachMountAsync("/data", cancellation);
        await container.DetachMountAsync("/memory", cancellation);
        await container.DetachDeviceAsync("/dev/full", cancellation);
        Assert.That(await DeviceScene.SayAsync(container, "ls /data /memory; ls -d /dev/deep 2>/dev/null || true", cancellation), Does.Not.Contain("f\n").And.Not.Contain("deep"));
        await container.KillAsync(cancellation);
        var lost = await Assert.ThrowsAsync<ContainmentException>(() => container.RestoreAsync(cancellationToken: cancellation));
        Assert.That((lost!.Reason, lost.Message.Contains("/data")), Is.EqualTo((FailureReason.Unsupported, true)), lost.Message);

        await container.AttachMountAsync(new("/data", _scene.Directory("data")), cancellation);
        var clone = (await container.CloneAsync([TestHost.NewId()], cancellationToken: cancellation))[0];
        Assert.That((await clone.GetMountsAsync(cancellation)).Select(mount => mount.Target), Is.EqualTo(new[] { "/data" }));
    }
}
