using System.Diagnostics;
using Containment.Backups;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Backups;

/// <summary>Backups in a directory, by the real restic.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic)]
internal sealed class BackupTests
{
    private const int Limit = 120_000;
    private const string Files = "echo kept > /etc/mine; chmod 640 /etc/mine; chown 5:7 /etc/mine; ln -s mine /etc/link; ln /etc/mine /etc/twin; rm /etc/group; mkdir -p /deep/er; truncate -s 1M /deep/hole; touch -t 200102030000.00 /deep/old",
        Right = "test \"$(cat /etc/twin)\" = kept && test $(stat -c %a:%u:%g /etc/mine) = 640:5:7 && test $(readlink /etc/link) = mine && test ! -e /etc/group && test $(stat -c %s /deep/hole) = 1048576 && test $(stat -c %h /etc/mine) = 2 && test $(stat -c %Y /deep/old) = 981158400";

    [Test]
    [CancelAfter(Limit)]
    public async Task A_container_comes_back_as_it_was_under_another_name(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync(Files + "; test $(stat -c %Y /deep/old) = 981158400", cancellation);
        await container.SetAsync(new ResourceLimits { Pids = PidsLimit.Of(77) }, cancellationToken: cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That((report.Backup.Container, report.Backup.HasMemory, report.Freeze), Is.EqualTo((container.Id, false, TimeSpan.Zero)));
        Assert.That((await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation)).Single().Id, Is.EqualTo(report.Backup.Id));
        List<BackupProgress> seen = [];
        var back = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id[..4], new() { Name = TestHost.NewId(), Describe = Sleeping, Progress = new Seen(seen.Add) }, cancellation);
        Assert.That((back.Spec.Labels["kept"], back.Spec.Limits.Pids), Is.EqualTo(("yes", PidsLimit.Of(77))));
        Assert.That(await BackupScene.AskAsync(back, Right, cancellation), Is.Zero);
        Assert.That(seen[^1].BytesDone, Is.GreaterThan(1 << 20).And.EqualTo(seen[^1].BytesTotal));
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Another_host_gets_what_lies_below_the_files_too(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var archive = Path.Combine(scene.Programs.Test.Top, "root.tar");
        await File.WriteAllBytesAsync(archive, await ImageScene.BusyboxAsync(cancellation), cancellation);
        var container = await scene.WithFilesAsync(Files, cancellation, new RootSource.Tarball(archive));
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        File.Delete(archive);
        var other = scene.OtherHost();
        var back = await other.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Describe = Sleeping }, cancellation);
        Assert.That(back.Id, Is.EqualTo(container.Id));
        Assert.That(await BackupScene.AskAsync(back, Right, cancellation), Is.Zero);
        // A second one stands on the same directory, and neither is collected while they stand on it.
        var twin = await other.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId(), Describe = Sleeping }, cancellation);
        await other.CollectImagesAsync(cancellationToken: cancellation);
        Assert.That(await BackupScene.AskAsync(twin, Right, cancellation), Is.Zero);
        Assert.That(Directory.GetDirectories(Path.Combine(other.Options.StateDirectory, "images", "restored")), Has.Length.EqualTo(1));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task What_has_not_changed_is_neither_read_nor_sent_again(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("for i in $(seq 50); do head -c 100000 /dev/urandom > /f$i; done", cancellation);
        var first = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        var second = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        // The description alone is new each time.
        Assert.That((first.FilesRead >= 51, second.FilesRead, second.BytesAdded < 100_000), Is.EqualTo((true, 1L, true)), $"{second}");
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Files_of_one_that_runs_are_of_one_moment_and_it_goes_on(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.Host.CreateAsync(TestHost.Shell("head -c 30000000 /dev/urandom > /large; i=0; while true; do i=$((i+1)); echo $i > /new; mv /new /a; echo $i > /new; mv /new /b; done"), cancellation);
        await container.StartAsync(cancellation);
        await UntilAsync(container, "test -s /b", cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That((report.Freeze > TimeSpan.Zero, report.Freeze < report.Duration / 4, (await container.GetStatusAsync(cancellation)).Phase), Is.EqualTo((true, true, ContainerPhase.Running)), $"{report}");
        var back = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId(), Describe = Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, "test $(cat /a) -ge $(cat /b) && test $(($(cat /a) - $(cat /b))) -le 1", cancellation), Is.Zero);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Restic_alone_reads_it(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync(Files, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        using var restic = Process.Start(new ProcessStartInfo("restic", ["-r", scene.Repository.Location, "dump", report.Backup.Id, $"{scene.Programs.Test.Options.StateDirectory}/backups/{container.Id}/upper/etc/mine"])
        {
            RedirectStandardOutput = true, Environment = { ["RESTIC_PASSWORD"] = "secret" },
        })!;
        Assert.That(await restic.StandardOutput.ReadToEndAsync(cancellation), Is.EqualTo("kept\n"));
        await restic.WaitForExitAsync(cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task It_works_over_SFTP(CancellationToken cancellation)
    {
        await using var scene = new BackupScene();
        var repository = BackupScene.In($"sftp:nobody@localhost:{scene.Programs.Test.Top}/far") with { Options = ["sftp.command=/usr/lib/openssh/sftp-server"] };
        await scene.Host.InitializeBackupsAsync(repository, cancellation);
        var container = await scene.WithFilesAsync(Files, cancellation);
        var report = await container.BackUpAsync(repository, cancellationToken: cancellation);
        var back = await scene.Host.RestoreBackupAsync(repository, report.Backup.Id, new() { Name = TestHost.NewId(), Describe = Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, Right, cancellation), Is.Zero);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Of_each_container_as_many_are_kept_as_is_said(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var (one, other) = (await scene.WithFilesAsync("echo 1 > /x", cancellation), await scene.WithFilesAsync("echo 2 > /x", cancellation));
        await one.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        var (newest, only) = (await one.BackUpAsync(scene.Repository, cancellationToken: cancellation), await other.BackUpAsync(scene.Repository, cancellationToken: cancellation));
        await scene.Host.ForgetBackupsAsync(scene.Repository, new() { Last = 1 }, cancellationToken: cancellation);
        Assert.That((await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation)).Select(backup => backup.Id), Is.EqualTo(new[] { newest.Backup.Id, only.Backup.Id }));
        await scene.Host.VerifyBackupsAsync(scene.Repository, everything: true, cancellation);
        Assert.That(async () => await scene.Host.ForgetBackupsAsync(scene.Repository, new(), cancellationToken: cancellation), Throws.InstanceOf<InvalidSpecException>());
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_plan_takes_what_is_due_and_keeps_what_it_says(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var (one, other) = (await scene.WithFilesAsync("echo 1 > /x", cancellation), await scene.WithFilesAsync("echo 2 > /x", cancellation));
        await one.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        var plan = new BackupPlan(scene.Repository) { Keep = new() { Last = 1 } };
        var rounds = await scene.Host.RunBackupPlanAsync(plan, cancellation);
        Assert.That(rounds.Select(round => (round.Container, round.Report is not null, round.Failure)), Is.EqualTo(new[] { (other.Id, true, (ContainmentException?)null) }));
        Assert.That(await scene.Host.RunBackupPlanAsync(plan, cancellation), Is.Empty);
        Assert.That((await scene.Host.ListBackupsAsync(scene.Repository, null, cancellation)).Select(backup => backup.Container), Is.EqualTo(new[] { one.Id, other.Id }));
    }

    internal static ContainerSpec Sleeping(ContainerSpec spec) => spec with { Process = new("/bin/sleep", "1000") };

    internal static async Task UntilAsync(Container container, string script, CancellationToken cancellation)
    {
        while (true)
        {
            await using var session = await container.ExecAsync(new("/bin/sh", "-c", script), null, cancellation);
            if ((await session.WaitAsync(cancellation)).Code == 0) return;
            await Task.Delay(50, cancellation);
        }
    }

    private sealed class Seen(Action<BackupProgress> act) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => act(value);
    }
}
