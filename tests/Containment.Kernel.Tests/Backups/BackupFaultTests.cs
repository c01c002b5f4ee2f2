using Containment.Backups;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Images;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Backups;

/// <summary>What goes wrong with backups, and what must hold then: nothing good is lost, nothing half-made looks whole, the next try succeeds.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic)]
internal sealed class BackupFaultTests
{
    private const int Limit = 180_000;
    private const string Noise = "head -c 6000000 /dev/urandom > /noise; sha256sum /noise > /sum", Same = "sha256sum -c /sum";

    [Test]
    [CancelAfter(Limit)]
    public async Task A_place_without_a_repository_and_a_wrong_password_are_said(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("true", cancellation);
        Assert.That(await ReasonAsync(() => container.BackUpAsync(BackupScene.In($"{scene.Programs.Test.Top}/nowhere"), cancellationToken: cancellation)), Is.EqualTo((FailureReason.NotFound, "containment backup init")));
        Assert.That(await ReasonAsync(() => container.BackUpAsync(scene.Repository with { Password = "wrong" }, cancellationToken: cancellation)), Is.EqualTo((FailureReason.ToolFailed, "give the repository's password")));
        Assert.That(await ReasonAsync(() => scene.Host.RestoreBackupAsync(scene.Repository, "abcdef", cancellationToken: cancellation)), Is.EqualTo((FailureReason.NotFound, "begins with abcdef")));
        await scene.Host.InitializeBackupsAsync(scene.Repository, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That(await ReasonAsync(() => scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, cancellationToken: cancellation)), Is.EqualTo((FailureReason.AlreadyExists, "another name")));
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task S3_that_goes_half_way_leaves_no_backup_and_the_next_try_succeeds(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        var container = await scene.WithFilesAsync("echo first > /x", cancellation);
        var first = await container.BackUpAsync(server.Repository(), cancellationToken: cancellation);
        var other = await scene.WithFilesAsync(Noise, cancellation);
        using (var link = new FailingLink(server.Address, 3 << 20, cut: true, outward: true))
            Assert.That((await ReasonAsync(() => other.BackUpAsync(server.Repository(link.Address), cancellationToken: cancellation))).Reason, Is.EqualTo(FailureReason.PeerFailed));
        scene.AssertNothingHalf();
        Assert.That((await scene.Host.ListBackupsAsync(server.Repository(), null, cancellation)).Select(backup => backup.Id), Is.EqualTo(new[] { first.Backup.Id }));
        var report = await other.BackUpAsync(server.Repository(), cancellationToken: cancellation);
        await scene.Host.VerifyBackupsAsync(server.Repository(), everything: true, cancellation);
        var back = await scene.OtherHost().RestoreBackupAsync(server.Repository(), report.Backup.Id, new() { Describe = BackupTests.Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, Same, cancellation), Is.Zero);
    }

    [Test]
    [Needs(Need.S3)]
    [CancelAfter(Limit)]
    public async Task Killed_while_it_sends_or_fetches_nothing_is_left_that_the_next_does_not_remove(CancellationToken cancellation)
    {
        using var server = await S3Server.StartAsync(cancellation);
        await using var scene = new BackupScene();
        var container = await scene.WithFilesAsync(Noise, cancellation);
        await scene.Host.InitializeBackupsAsync(server.Repository(), cancellation);
        foreach (var (name, value) in server.Repository().Environment) scene.Programs.More[name] = value;
        scene.Programs.More["RESTIC_PASSWORD"] = "secret";
        // What is sent is counted on its way there, what is fetched on its way back.
        using (var link = new FailingLink(server.Address, 3 << 20, cut: false, outward: true))
            await KillAsync(scene, link, cancellation, "backup", "create", "--repo", server.Repository(link.Address).Location, container.Id.Value);
        Assert.That(await scene.Host.ListBackupsAsync(server.Repository(), null, cancellation), Is.Empty);
        var report = await container.BackUpAsync(server.Repository(), cancellationToken: cancellation);
        var name2 = TestHost.NewId();
        using (var link = new FailingLink(server.Address, 3 << 20, cut: false))
            await KillAsync(scene, link, cancellation, "backup", "restore", "--repo", server.Repository(link.Address).Location, "--name", name2.Value, report.Backup.Id);
        Assert.That((await scene.Host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        var back = await scene.Host.RestoreBackupAsync(server.Repository(), report.Backup.Id, new() { Name = name2, Describe = BackupTests.Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, Same, cancellation), Is.Zero);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_damaged_repository_is_found_and_makes_no_container(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync(Noise, cancellation);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        foreach (var pack in new DirectoryInfo($"{scene.Repository.Location}/data").EnumerateFiles("*", SearchOption.AllDirectories)) Damage(pack);
        Assert.That((await ReasonAsync(() => scene.Host.VerifyBackupsAsync(scene.Repository, everything: true, cancellation))).Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That((await ReasonAsync(() => scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId() }, cancellation))).Reason, Is.EqualTo(FailureReason.Corrupt));
        Assert.That((await scene.Host.ListAsync(cancellation)).Select(one => one.Id), Is.EqualTo(new[] { container.Id }));
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_repository_on_a_full_disk_is_said_and_room_makes_it_work(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var scene = new BackupScene();
        var repository = BackupScene.In($"{disk.Path}/repository");
        await scene.Host.InitializeBackupsAsync(repository, cancellation);
        var container = await scene.WithFilesAsync(Noise, cancellation);
        Assert.That((await ReasonAsync(() => container.BackUpAsync(repository, cancellationToken: cancellation))).Reason, Is.EqualTo(FailureReason.Exhausted));
        Assert.That(await scene.Host.ListBackupsAsync(repository, null, cancellation), Is.Empty);
        scene.AssertNothingHalf();
        disk.Grow();
        var report = await container.BackUpAsync(repository, cancellationToken: cancellation);
        await scene.Host.VerifyBackupsAsync(repository, everything: true, cancellation);
        Assert.That((await scene.Host.ListBackupsAsync(repository, container.Id, cancellation)).Single().Id, Is.EqualTo(report.Backup.Id));
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_host_whose_own_disk_is_full_says_so_and_its_container_goes_on(CancellationToken cancellation)
    {
        using var disk = new SmallDisk();
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var options = scene.Programs.Test.Options with { StateDirectory = disk.Path, RuntimeDirectory = scene.Programs.Test.Options.RuntimeDirectory + "-2" };
        await using var host = ContainerHost.Open(options);
        File.SetUnixFileMode(disk.Path, (UnixFileMode)0b111_001_001);
        var container = await host.CreateAsync(TestHost.Shell("head -c 600000 /dev/urandom > /noise; touch /ready; while true; do sleep 1; done"), cancellation);
        try
        {
            await container.StartAsync(cancellation);
            await BackupTests.UntilAsync(container, "test -e /ready", cancellation);
            var refusal = await Assert.ThrowsAsync<ContainmentException>(() => container.BackUpAsync(scene.Repository, cancellationToken: cancellation));
            Assert.That(refusal!.Reason, Is.AnyOf(FailureReason.Exhausted, FailureReason.KernelRefused), refusal.Message);
            Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
            await BackupTests.UntilAsync(container, "true", cancellation);
            Assert.That(Directory.EnumerateFileSystemEntries($"{disk.Path}/backups"), Is.Empty);
            disk.Grow();
            await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        }
        finally
        {
            await container.KillAsync(cancellationToken: CancellationToken.None);
            await container.DeleteAsync(CancellationToken.None);
        }
    }

    // In each of its pieces, which have half a megabyte or more unless they are a file's last.
    private static void Damage(FileInfo pack)
    {
        pack.IsReadOnly = false;
        using var file = pack.Open(FileMode.Open);
        for (var at = 1000L; at < pack.Length - 2000; at += 100_000)
        {
            file.Seek(at, SeekOrigin.Begin);
            file.Write(new byte[64]);
        }
    }

    private static async Task KillAsync(BackupScene scene, FailingLink link, CancellationToken cancellation, params string[] arguments)
    {
        var program = scene.Programs.Start(arguments);
        await Task.WhenAny(link.Failed, program.WaitAsync(cancellation));
        Assert.That(program.HasExited, Is.False, program.Error);
        program.Signal(Signal.Kill);
        await program.WaitAsync(cancellation);
    }

    private static async Task<(FailureReason Reason, string Words)> ReasonAsync(Func<Task> act)
    {
        var refusal = (await Assert.ThrowsAsync<ContainmentException>(() => act()))!;
        string[] expected = ["containment backup init", "give the repository's password", "begins with abcdef", "another name"];
        TestContext.Out.WriteLine(refusal.Message);
        return (refusal.Reason, expected.FirstOrDefault(words => refusal.Message.Contains(words, StringComparison.Ordinal)) ?? refusal.Message);
    }
}
