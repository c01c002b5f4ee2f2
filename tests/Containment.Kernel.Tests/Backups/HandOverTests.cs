using Containment.Backups;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Histories;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using static Containment.Kernel.Tests.Backups.MemoryBackupTests;

namespace Containment.Kernel.Tests.Backups;

/// <summary>A container goes from one host to another that it can't reach, through a repository that both reach: it runs on one of them at most.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic, Need.Criu)]
internal sealed class HandOverTests
{
    private const int Limit = 180_000;

    [Test]
    [CancelAfter(Limit)]
    public async Task It_goes_on_at_the_host_that_restores_it_first_and_can_run_nowhere_else(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        await GoesAsync(scene, scene.Repository, cancellation);
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task It_goes_through_S3(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        await GoesAsync(scene, server.Repository(), cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Taken_back_it_goes_on_here_and_nobody_else_gets_it(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await CountingAsync(scene, cancellation);
        var report = await container.HandOverAsync(scene.Repository, cancellationToken: cancellation);
        await container.TakeBackAsync(scene.Repository, cancellation);
        await AssertWentOnAsync(container, cancellation);
        Assert.That((await container.GetStatusAsync(cancellation)).Ownership, Is.EqualTo(new Ownership(3, Owner.Here)));
        Assert.That(await container.ListCheckpointsAsync(cancellation), Is.Empty);
        await AssertTakenAsync(() => scene.OtherHost().RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation));
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.TakeBackAsync(scene.Repository, cancellation)))!.Reason, Is.EqualTo(FailureReason.WrongState), "it was given away once and came back once");
        // And away again.
        var again = await container.HandOverAsync(scene.Repository, cancellationToken: cancellation);
        await AssertWentOnAsync(await scene.OtherHost().RestoreBackupAsync(scene.Repository, again.Backup.Id, cancellationToken: cancellation), cancellation);
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task Cut_off_half_way_it_is_kept_and_the_next_try_gives_it_away(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        var container = await CountingAsync(scene, cancellation);
        using (var link = new FailingLink(server.Address, 300 << 10, cut: true, outward: true))
        {
            var failure = await Assert.ThrowsAsync<ContainmentException>(() => container.HandOverAsync(server.Repository(link.Address), cancellationToken: cancellation));
            Assert.That((failure!.Reason, failure.StateLeft), Is.EqualTo((FailureReason.PeerFailed, "it does not run, and all of it is kept")), failure.Message);
        }
        scene.AssertNothingHalf();
        await AssertNotHereAsync(container, Owner.Outgoing, cancellation);
        server.Kill();
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => container.TakeBackAsync(server.Repository(), cancellation)))!.Reason, Is.EqualTo(FailureReason.PeerFailed));
        await AssertNotHereAsync(container, Owner.Outgoing, cancellation);
        await server.ResumeAsync(cancellation);
        var report = await container.HandOverAsync(server.Repository(), cancellationToken: cancellation);
        await AssertNotHereAsync(container, Owner.Gone, cancellation);
        await AssertWentOnAsync(await scene.OtherHost().RestoreBackupAsync(server.Repository(), report.Backup.Id, cancellationToken: cancellation), cancellation);
    }

    [TestCase("left", true)]
    [TestCase("sent", false)]
    [CancelAfter(Limit)]
    public async Task Killed_at_any_step_it_is_kept_and_either_word_brings_it_to_an_end(string step, bool back, CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await CountingAsync(scene, cancellation);
        Assert.That(await KilledChange.RunAsync(scene.Programs.Test, container, step, 1, cancellation, "hand-over", scene.Repository.Location, "secret"), Is.True);
        await AssertNotHereAsync(container, Owner.Outgoing, cancellation);
        if (back)
        {
            Assert.That(await KilledChange.RunAsync(scene.Programs.Test, container, "claimed", 1, cancellation, "take-back", scene.Repository.Location, "secret"), Is.True);
            await AssertNotHereAsync(container, Owner.Outgoing, cancellation);
            await container.TakeBackAsync(scene.Repository, cancellation);
            await AssertWentOnAsync(container, cancellation);
            foreach (var backup in await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation))
                await AssertTakenAsync(() => scene.OtherHost().RestoreBackupAsync(scene.Repository, backup.Id, cancellationToken: cancellation));
            return;
        }
        var report = await container.HandOverAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That(await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation), Has.Count.EqualTo(1));
        await AssertWentOnAsync(await scene.OtherHost().RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation), cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_backup_that_arrives_after_it_was_taken_back_gives_it_to_nobody(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await CountingAsync(scene, cancellation);
        var report = await container.HandOverAsync(scene.Repository, cancellationToken: cancellation);
        var snapshots = new DirectoryInfo(Path.Combine(scene.Repository.Location, "snapshots"));
        var late = snapshots.EnumerateFiles().Single(file => file.Name.StartsWith(report.Backup.Id, StringComparison.Ordinal));
        var kept = Path.Combine(scene.Programs.Test.Top, late.Name);
        late.MoveTo(kept);
        await container.TakeBackAsync(scene.Repository, cancellation);
        File.Move(kept, Path.Combine(snapshots.FullName, late.Name));
        Assert.That((await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation)).Select(backup => backup.Id), Is.EqualTo(new[] { report.Backup.Id }));
        await AssertTakenAsync(() => scene.OtherHost().RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation));
        await AssertWentOnAsync(container, cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task It_goes_through_one_repository_only(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var second = BackupScene.In(Path.Combine(scene.Programs.Test.Top, "second"));
        await scene.Host.InitializeBackupsAsync(second, cancellation);
        var container = await scene.WithFilesAsync("true", cancellation);
        Assert.That(await KilledChange.RunAsync(scene.Programs.Test, container, "left", 1, cancellation, "hand-over", scene.Repository.Location, "secret"), Is.True);
        foreach (var act in (Func<Task>[])[() => container.HandOverAsync(second, cancellationToken: cancellation), () => container.TakeBackAsync(second, cancellation)])
        {
            var refusal = await Assert.ThrowsAsync<ContainmentException>(() => act());
            Assert.That((refusal!.Reason, refusal.Message.Contains(scene.Repository.Location, StringComparison.Ordinal)), Is.EqualTo((FailureReason.WrongState, true)), refusal.Message);
        }
        // The same one by another address is the same.
        var link = Path.Combine(scene.Programs.Test.Top, "link");
        Directory.CreateSymbolicLink(link, scene.Repository.Location);
        await container.TakeBackAsync(BackupScene.In(link), cancellation);
        Assert.That(await scene.Host.ListBackupsAsync(second, null, cancellation), Is.Empty);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task The_commands_say_what_became_of_it(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("echo kept > /x", cancellation);
        scene.Programs.More["RESTIC_REPOSITORY"] = scene.Repository.Location;
        scene.Programs.More["RESTIC_PASSWORD"] = "secret";
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "hand-over", container.Id.Value), Does.Contain("files").And.EndWith(container.Id.Value).And.Contain("handed over"));
        var start = await scene.Programs.RunAsync(["start", container.Id.Value], cancellation: cancellation);
        Assert.That((start.Code, start.Error.Contains($"containment backup take-back {container.Id}")), Is.EqualTo((125, true)), start.Error);
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "list"), Does.Contain("handed over").And.Not.Contain("taken"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "take-back", container.Id.Value), Is.EqualTo(container.Id.Value));
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "list"), Does.Contain("handed over, taken"));
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "hand-over", container.Id.Value), Is.Not.Empty);
        Assert.That(await scene.Programs.DoAsync(cancellation, "backup", "take-back", "--unasked", container.Id.Value), Is.EqualTo(container.Id.Value));
        Assert.That((await container.GetStatusAsync(cancellation)).Ownership, Is.EqualTo(new Ownership(5, Owner.Here)));
    }

    private static async Task GoesAsync(BackupScene scene, BackupRepository repository, CancellationToken cancellation)
    {
        var container = await CountingAsync(scene, cancellation);
        var report = await container.HandOverAsync(repository, cancellationToken: cancellation);
        Assert.That((report.Backup.HasMemory, report.Backup.HandedOver, report.Freeze > TimeSpan.Zero), Is.EqualTo((true, true, true)));
        await AssertNotHereAsync(container, Owner.Gone, cancellation);
        var other = scene.OtherHost();
        var there = await other.RestoreBackupAsync(repository, report.Backup.Id, cancellationToken: cancellation);
        Assert.That((there.Id, (await there.GetStatusAsync(cancellation)).Ownership), Is.EqualTo((container.Id, new Ownership(2, Owner.Here))));
        await AssertWentOnAsync(there, cancellation);
        // Whoever comes later does not get it, and not even its owner.
        await AssertTakenAsync(() => scene.OtherHost().RestoreBackupAsync(repository, report.Backup.Id, cancellationToken: cancellation));
        await AssertTakenAsync(() => container.TakeBackAsync(repository, cancellation));
        await AssertNotHereAsync(container, Owner.Gone, cancellation);
        // The host that has it may try again.
        await there.KillAsync(cancellation);
        await there.DeleteAsync(cancellation);
        await AssertWentOnAsync(await other.RestoreBackupAsync(repository, report.Backup.Id, cancellationToken: cancellation), cancellation);
        await container.DeleteAsync(cancellation);
        scene.AssertNothingHalf();
    }

    private static async Task AssertWentOnAsync(Container container, CancellationToken cancellation)
    {
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        var now = await CountAsync(container, cancellation);
        Assert.That(now, Is.GreaterThan(3), "it went on and did not begin anew");
        await GrowsAsync(container, now, cancellation);
    }

    private static async Task AssertNotHereAsync(Container container, Owner owner, CancellationToken cancellation)
    {
        var status = await container.GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Ownership.Owner, status.Ownership.ByBackup), Is.EqualTo((ContainerPhase.Exited, owner, true)));
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => container.StartAsync(cancellation));
        Assert.That((refusal!.Reason, refusal.Message.Contains($"containment backup take-back {container.Id}", StringComparison.Ordinal)), Is.EqualTo((FailureReason.WrongState, true)), refusal.Message);
    }

    private static async Task AssertTakenAsync(Func<Task> act)
    {
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => act());
        Assert.That((refusal!.Reason, refusal.Message.Contains("another host has taken it", StringComparison.Ordinal)), Is.EqualTo((FailureReason.WrongState, true)), refusal.Message);
    }
}
