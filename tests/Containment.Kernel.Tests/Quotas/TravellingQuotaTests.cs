using Containment.Backups;
using Containment.Containers;
using Containment.Kernel.Tests.Backups;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Migration;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;
using Containment.Snapshots;

namespace Containment.Kernel.Tests.Quotas;

/// <summary>A container's disk quota where the container goes: other hosts, and backups.</summary>
[Needs(Need.Root, Need.Overlay, Need.UserNamespaces, Need.Busybox), CancelAfter(120_000)]
internal sealed class TravellingQuotaTests
{
    private static readonly DiskQuota Small = new(32 << 20) { Kind = DiskQuotaKind.Image };
    private const long Grown = 48 << 20;

    [Test]
    public async Task A_move_takes_the_quota_along_as_it_is_now(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await scene.Source.CreateAsync(TestHost.Shell("[ -e /root/f ] || echo here > /root/f; cat /root/f") with { Disk = Small }, cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        await container.SetDiskAsync(Grown, cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        await AssertMovedAsync(scene, container, cancellation);
    }

    [Test, Needs(Need.Criu)]
    public async Task A_live_move_takes_the_quota_along(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await scene.Source.CreateAsync(MoveScene.Counter() with { Disk = Small with { Bytes = Grown } }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Length > 0, cancellation);
        Assert.That((await container.MigrateAsync(scene.Address, cancellationToken: cancellation)).Strategy, Is.EqualTo(MigrationStrategy.StopAndCopy));
        await Scene.GoesOnAsync(await scene.Target.GetAsync(container.Id, cancellation), cancellation);
        await AssertMovedAsync(scene, container, cancellation);
    }

    [Test]
    public async Task A_target_that_can_not_give_the_quota_is_told_before_anything_is_moved(CancellationToken cancellation)
    {
        await using var quotas = new QuotaScene(DiskQuotaKind.Subvolume);
        await using var target = new TestHost();
        var (here, there) = (await HostIdentity.CreateAsync(quotas.Test.Host, cancellation), await HostIdentity.CreateAsync(target.Host, cancellation));
        await here.TrustAsync("b", there.Fingerprint, cancellation);
        await there.TrustAsync("a", here.Fingerprint, cancellation);
        await using var listener = await target.Host.ListenAsync(new() { Address = System.Net.IPAddress.Loopback, Port = 0 }, cancellation);
        var container = await quotas.MakeAsync("true", 32, cancellation);
        var analysis = await container.AnalyzeMigrationAsync(new("127.0.0.1", listener.EndPoint.Port, "b"), cancellationToken: cancellation);
        Assert.That(analysis.Findings.Single(finding => finding.Severity == MigrationSeverity.Blocker).Code, Is.EqualTo("quota"));
    }

    [Test, Needs(Need.Restic)]
    public async Task A_backup_comes_back_with_the_quota_that_it_had(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.Host.CreateAsync(TestHost.Shell("[ -e /root/f ] || echo here > /root/f; cat /root/f") with { Disk = Small }, cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);
        await container.SetDiskAsync(Grown, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        var back = await scene.OtherHost().RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation);
        Assert.That(await back.GetDiskAsync(cancellation), Is.EqualTo(Small with { Bytes = Grown }));
        await back.StartAsync(cancellation);
        await back.WaitAsync(cancellation);
        Assert.That(await Scene.LogAsync(back, cancellation), Is.EqualTo("here\n"));
    }

    private static async Task AssertMovedAsync(MoveScene scene, Container container, CancellationToken cancellation)
    {
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        Assert.That(await moved.GetDiskAsync(cancellation), Is.EqualTo(Small with { Bytes = Grown }));
        Assert.That((await moved.GetDiskUsageAsync(cancellation)).Total, Is.InRange(36 << 20, 48 << 20));
        Assert.That(File.ReadAllText("/proc/self/mountinfo"), Does.Not.Contain($"{scene.Source.Options.StateDirectory}/containers/{container.Id}"));
        Assert.That(Directory.Exists(Path.Combine(scene.Source.Options.StateDirectory, "containers", container.Id.Value)), Is.False);
    }
}
