using Containment.Backups;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Backups;

/// <summary>What goes wrong when backups are fetched, forgotten or checked, and what must hold then.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic)]
internal sealed class BackupReturnFaultTests
{
    private const int Limit = 180_000;
    private const string Noise = "head -c 6000000 /dev/urandom > /noise; sha256sum /noise > /sum", Same = "sha256sum -c /sum";

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task S3_that_goes_half_way_of_a_restore_leaves_no_container_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        var report = await (await scene.WithFilesAsync(Noise, cancellation)).BackUpAsync(server.Repository(), cancellationToken: cancellation);
        var other = scene.OtherHost();
        using (var link = new FailingLink(server.Address, 3 << 20, cut: true))
            Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => other.RestoreBackupAsync(server.Repository(link.Address), report.Backup.Id, cancellationToken: cancellation)))!.Reason, Is.EqualTo(FailureReason.PeerFailed));
        Assert.That(await other.ListAsync(cancellation), Is.Empty);
        AssertNoStage(other);
        var back = await other.RestoreBackupAsync(server.Repository(), report.Backup.Id, new() { Describe = BackupTests.Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, Same, cancellation), Is.Zero);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_restore_onto_a_full_disk_leaves_no_container_and_room_makes_it_work(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var report = await (await scene.WithFilesAsync(Noise, cancellation)).BackUpAsync(scene.Repository, cancellationToken: cancellation);
        await using var other = ContainerHost.Open(scene.Programs.Test.Options with { StateDirectory = disk.Path, RuntimeDirectory = scene.Programs.Test.Options.RuntimeDirectory + "-2" });
        var refusal = await Assert.ThrowsAsync<ContainmentException>(() => other.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation));
        Assert.That(refusal!.Reason, Is.EqualTo(FailureReason.Exhausted), refusal.Message);
        Assert.That(await other.ListAsync(cancellation), Is.Empty);
        AssertNoStage(other);
        disk.Grow();
        var back = await other.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation);
        Assert.That(back.Id, Is.EqualTo(report.Backup.Container));
        await back.DeleteAsync(cancellation);
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task Killed_while_it_forgets_all_that_is_kept_is_whole_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        var container = await scene.WithFilesAsync(Noise, cancellation);
        await container.BackUpAsync(server.Repository(), cancellationToken: cancellation);
        // Its own run writes other noise.
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
        var kept = await container.BackUpAsync(server.Repository(), cancellationToken: cancellation);
        foreach (var (name, value) in server.Repository().Environment) scene.Programs.More[name] = value;
        scene.Programs.More["RESTIC_PASSWORD"] = "secret";
        // Further each time, until it comes to its end.
        var killed = 0;
        for (var bytes = 3000; bytes < 1 << 20; bytes += bytes / 2)
        {
            using var link = new FailingLink(server.Address, bytes, cut: false);
            var program = scene.Programs.Start("backup", "forget", "--repo", server.Repository(link.Address).Location, "--keep-last", "1");
            await Task.WhenAny(link.Failed, program.WaitAsync(cancellation));
            if (program.HasExited) break;
            program.Signal(Signal.Kill);
            await program.WaitAsync(cancellation);
            await KillOrphansAsync(link.Address, cancellation);
            killed++;
        }
        Assert.That(killed, Is.GreaterThan(1));
        await scene.Host.ForgetBackupsAsync(server.Repository(), new() { Last = 1 }, cancellationToken: cancellation);
        await scene.Host.VerifyBackupsAsync(server.Repository(), everything: true, cancellation);
        Assert.That((await scene.Host.ListBackupsAsync(server.Repository(), null, cancellation)).Select(backup => backup.Id), Is.EqualTo(new[] { kept.Backup.Id }));
        var back = await scene.OtherHost().RestoreBackupAsync(server.Repository(), kept.Backup.Id, new() { Describe = BackupTests.Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, Same, cancellation), Is.Zero);
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task A_server_that_is_gone_is_said_by_making_checking_and_forgetting_and_nothing_is_lost(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        server.Kill();
        Assert.That(await ReasonAsync(() => scene.Host.InitializeBackupsAsync(server.Repository(), cancellation)), Is.EqualTo(FailureReason.PeerFailed));
        await server.ResumeAsync(cancellation);
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        var report = await (await scene.WithFilesAsync("true", cancellation)).BackUpAsync(server.Repository(), cancellationToken: cancellation);
        server.Kill();
        Assert.That(await ReasonAsync(() => scene.Host.VerifyBackupsAsync(server.Repository(), cancellationToken: cancellation)), Is.EqualTo(FailureReason.PeerFailed));
        Assert.That(await ReasonAsync(() => scene.Host.ForgetBackupsAsync(server.Repository(), new() { Last = 1 }, cancellationToken: cancellation)), Is.EqualTo(FailureReason.PeerFailed));
        await server.ResumeAsync(cancellation);
        await scene.Host.VerifyBackupsAsync(server.Repository(), everything: true, cancellation);
        Assert.That((await scene.Host.ListBackupsAsync(server.Repository(), null, cancellation)).Single().Id, Is.EqualTo(report.Backup.Id));
    }

    // As when the machine dies: restic, which waits for the link for long, too.
    private static async Task KillOrphansAsync(string link, CancellationToken cancellation)
    {
        foreach (var process in System.Diagnostics.Process.GetProcessesByName("restic"))
            using (process)
            {
                if (!(await CommandLineAsync(process.Id, cancellation)).Contains(link, StringComparison.Ordinal)) continue;
                process.Kill();
                await process.WaitForExitAsync(cancellation);
            }
    }

    // Empty for one that has just ended.
    private static async Task<string> CommandLineAsync(int process, CancellationToken cancellation)
    {
        try
        {
            return await File.ReadAllTextAsync($"/proc/{process}/cmdline", cancellation);
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task<FailureReason> ReasonAsync(Func<Task> act) => (await Assert.ThrowsAsync<ContainmentException>(() => act()))!.Reason;

    private static void AssertNoStage(ContainerHost host) => Assert.That(Directory.EnumerateFileSystemEntries(Path.Combine(host.Options.StateDirectory, "backups")), Is.Empty);
}
