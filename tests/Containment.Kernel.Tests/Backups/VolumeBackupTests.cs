using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Migration;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Volumes;
using Containment.Migration;

namespace Containment.Kernel.Tests.Backups;

/// <summary>Volumes go with their containers into backups, and are otherwise their host's.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic), CancelAfter(120_000)]
internal sealed class VolumeBackupTests
{
    private const string Counting = "i=0; while :; do i=$((i+1)); echo $i >> /data/log; echo $i >> /root/log; echo n$i; sleep 0.02; done";

    [Test]
    public async Task Volumes_come_back_with_their_container_as_they_were_in_the_same_moment([Values(VolumeKind.Ext4, VolumeKind.Directory)] VolumeKind kind, CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        await scene.Host.CreateVolumeAsync("data", Options(kind), cancellation);
        await scene.Host.CreateVolumeAsync("shared", Options(VolumeKind.Directory), cancellation);
        var container = await scene.Host.CreateAsync(TestHost.Shell("chown 5:6 /data; chmod 751 /data; " + Counting) with { Volumes = [new("data", "/data"), new("shared", "/shared") { ReadOnly = true }] }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        await Scene.GoesOnAsync(container, cancellation);

        // Beside the one that it was taken from, which has the volume "data".
        var back = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = "second", Describe = Sleeping }, cancellation);
        Assert.That((await back.GetVolumesAsync(cancellation)).Select(mount => mount.Volume), Is.EqualTo(new[] { "second-data", "shared" }));
        Assert.That(scene.Host.GetVolume("second-data"), Has.Property("Kind").EqualTo(kind).And.Property("Size").EqualTo(Options(kind).Size));
        await back.StartAsync(cancellation);
        var (log, own) = (await VolumeScene.SayAsync(back, "cat /data/log", cancellation), await VolumeScene.SayAsync(back, "cat /root/log", cancellation));
        Assert.That(log.Split('\n').Select(int.Parse), Is.EqualTo(Enumerable.Range(1, log.Split('\n').Length)));
        Assert.That(log.Split('\n').Length - own.Split('\n').Length, Is.InRange(0, 1), "the volume and the container's own files are of one moment");
        Assert.That(await VolumeScene.SayAsync(back, "stat -c %u:%g:%a /data", cancellation), Is.EqualTo("5:6:751"));
    }

    [Test, Needs(Need.Criu)]
    public async Task A_container_goes_on_from_a_backup_with_memory_and_volumes_on_another_host(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        await scene.Host.CreateVolumeAsync("data", Options(VolumeKind.Ext4), cancellation);
        var container = await scene.Host.CreateAsync(TestHost.Shell("exec 3>> /data/log; i=0; while :; do i=$((i+1)); echo $i >&3; echo n$i; sleep 0.02; done") with { Volumes = [new("data", "/data")] }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        var report = await container.BackUpAsync(scene.Repository, new() { Memory = true }, cancellation);
        await container.KillAsync(cancellation);
        await container.DeleteAsync(cancellation);

        var other = scene.OtherHost();
        var back = await other.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation);
        await Scene.GoesOnAsync(back, cancellation);
        var log = (await VolumeScene.SayAsync(back, "cat /data/log", cancellation)).Split('\n').Select(int.Parse).ToList();
        Assert.That(log, Is.EqualTo(Enumerable.Range(1, log.Count)));
    }

    [Test]
    public async Task A_restore_that_fails_leaves_no_volume(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        await scene.Host.CreateVolumeAsync("data", Options(VolumeKind.Ext4), cancellation);
        await scene.Host.CreateVolumeAsync("read", Options(VolumeKind.Directory), cancellation);
        var container = await scene.Host.CreateAsync(TestHost.Shell("true") with { Volumes = [new("data", "/data"), new("read", "/read") { ReadOnly = true }] }, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        // The volume that it only reads is another's, and is not on this host.
        var other = scene.OtherHost();
        var missing = await Assert.ThrowsAsync<ContainmentException>(() => other.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation));
        Assert.That((missing!.Reason, missing.Subject), Is.EqualTo((FailureReason.NotFound, "read")));
        Assert.That((other.ListVolumes().Count, (await other.ListAsync(cancellation)).Count), Is.EqualTo((0, 0)));
        await other.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Describe = spec => spec with { Volumes = [spec.Volumes[0]] } }, cancellation);
        Assert.That(other.ListVolumes().Single().Name, Is.EqualTo("data"));
    }

    [Test]
    public async Task A_container_with_volumes_does_not_move_and_says_which(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        await scene.Source.CreateVolumeAsync("data", Options(VolumeKind.Directory), cancellation);
        var container = await scene.Source.CreateAsync(TestHost.Shell("true") with { Volumes = [new("data", "/data")] }, cancellation);
        var refused = await Assert.ThrowsAsync<MigrationException>(() => container.MigrateAsync(scene.Address, cancellationToken: cancellation));
        Assert.That((refused!.Failure, refused.Findings.Single(finding => finding.Severity == MigrationSeverity.Blocker).Code), Is.EqualTo((MigrationFailure.Refused, "volume")));
        Assert.That((await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation)).Findings.Select(finding => finding.Code), Does.Contain("volume"));
        await container.DetachVolumeAsync("data", cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        Assert.That((await scene.Target.ListAsync(cancellation)).Single().Id, Is.EqualTo(container.Id));
    }

    private static VolumeOptions Options(VolumeKind kind) => new() { Kind = kind, Size = kind == VolumeKind.Directory ? null : 128 * VolumeScene.MiB };

    private static ContainerSpec Sleeping(ContainerSpec spec) => spec with { Process = new("/bin/sleep", "1000") };
}
