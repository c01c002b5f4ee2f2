using Containment.Backups;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Backups;

/// <summary>Backups with processes in them.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic, Need.Criu)]
internal sealed class MemoryBackupTests
{
    private const int Limit = 120_000;

    [Test]
    [CancelAfter(Limit)]
    public async Task Processes_go_on_where_they_were_after_the_container_is_lost(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await CountingAsync(scene, cancellation);
        var report = await container.BackUpAsync(scene.Repository, new() { Memory = true }, cancellation);
        Assert.That((report.Backup.HasMemory, report.Freeze > TimeSpan.Zero, (await container.GetStatusAsync(cancellation)).Phase), Is.EqualTo((true, true, ContainerPhase.Running)));
        var then = await CountAsync(container, cancellation);
        await container.KillAsync(cancellationToken: cancellation);
        await container.DeleteAsync(cancellation);
        var back = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation);
        Assert.That((back.Id, (await back.GetStatusAsync(cancellation)).Phase), Is.EqualTo((container.Id, ContainerPhase.Running)));
        var now = await CountAsync(back, cancellation);
        Assert.That(now, Is.GreaterThan(3).And.LessThanOrEqualTo(then + 20), "it went on from the backup and did not begin anew");
        await GrowsAsync(back, now, cancellation);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_second_one_goes_on_beside_the_first_under_another_name(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await CountingAsync(scene, cancellation);
        var report = await container.BackUpAsync(scene.Repository, new() { Memory = true }, cancellation);
        var twin = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId() }, cancellation);
        await GrowsAsync(twin, await CountAsync(twin, cancellation), cancellation);
        await GrowsAsync(container, await CountAsync(container, cancellation), cancellation);
        await using var session = await twin.ExecAsync(new("/bin/hostname"), null, cancellation);
        Assert.That((await new StreamReader(session.Output).ReadToEndAsync(cancellation)).Trim(), Is.EqualTo(twin.Id.Value));
        // Only its files, where those are wanted.
        var files = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId(), FilesOnly = true, Describe = BackupTests.Sleeping }, cancellation);
        Assert.That((await files.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Created));
        Assert.That(await BackupScene.AskAsync(files, "test $(cat /count) -gt 3", cancellation), Is.Zero);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task One_that_does_not_run_has_no_memory_to_keep(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("true", cancellation);
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => container.BackUpAsync(scene.Repository, new() { Memory = true }, cancellation));
        Assert.That((refusal!.Reason, (await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation)).Count), Is.EqualTo((FailureReason.WrongState, 0)));
        scene.AssertNothingHalf();
    }

    internal static async Task<Container> CountingAsync(BackupScene scene, CancellationToken cancellation)
    {
        var container = await scene.Host.CreateAsync(TestHost.Shell("i=0; while true; do i=$((i+1)); echo $i > /new; mv /new /count; sleep 0.1; done"), cancellation);
        await container.StartAsync(cancellation);
        await BackupTests.UntilAsync(container, "test -e /count && test $(cat /count) -gt 3", cancellation);
        return container;
    }

    internal static async Task<int> CountAsync(Container container, CancellationToken cancellation)
    {
        await using var session = await container.ExecAsync(new("/bin/cat", "/count"), null, cancellation);
        return int.Parse(await new StreamReader(session.Output).ReadToEndAsync(cancellation), System.Globalization.CultureInfo.InvariantCulture);
    }

    internal static async Task GrowsAsync(Container container, int from, CancellationToken cancellation)
    {
        while (await CountAsync(container, cancellation) <= from) await Task.Delay(50, cancellation);
    }
}
