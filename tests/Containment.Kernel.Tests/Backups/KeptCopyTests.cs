using Containment.Backups;
using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Histories;
using Containment.Kernel.Tests.Needs;

namespace Containment.Kernel.Tests.Backups;

/// <summary>Backups that begin with the copy of the one before.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Restic)]
internal sealed class KeptCopyTests
{
    private const int Limit = 120_000;

    private const string Before = "cd /root; mkdir d; for f in same gone dir/../file d/deep; do echo old > ${f#dir/../}; done; echo old > a; ln a b; echo old > c; ln -s a link; mkdir was; echo 1 > was/x; touch -t 200102030000.00 same",
        After = "cd /root; echo new > same; touch -t 200102030000.00 same; rm gone; rm file; mkdir file; echo in > file/x; echo new > a; rm c; ln a c; rm link; ln -s d link; rm -r was; echo now > was; mv d e; chmod 711 e",
        Right = "cd /root; test $(cat same) = new && test ! -e gone && test $(cat file/x) = in && test $(cat b) = new && test $(stat -c %h c) = 3 && test $(readlink link) = d && test $(cat was) = now && test ! -e d && test $(cat e/deep) = old && test $(stat -c %a e) = 711 && test $(stat -c %Y same) = 981158400";

    [Test]
    [CancelAfter(Limit)]
    public async Task Whatever_changed_is_in_the_next_backup(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await ServingAsync(scene, cancellation);
        await DoAsync(container, Before, cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That(Directory.Exists(Kept(scene, container)), Is.True);
        await DoAsync(container, After, cancellation);
        await AssertBackedUpAsync(scene, container, Right, cancellation);
        // And when it does not run.
        await container.KillAsync(cancellation);
        await container.StartAsync(cancellation);
        await DoAsync(container, "cd /root; rm -r file; echo new > file", cancellation);
        await container.KillAsync(cancellation);
        await AssertBackedUpAsync(scene, container, "test $(cat /root/file) = new && test $(cat /root/e/deep) = old", cancellation);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task Killed_in_between_the_next_backup_is_right([Values("frozen", "copied", "described")] string step, CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await ServingAsync(scene, cancellation);
        await DoAsync(container, Before, cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        await DoAsync(container, After, cancellation);
        Assert.That(await KilledChange.RunAsync(scene.Programs.Test, container, step, 1, cancellation, "backup", scene.Repository.Location), Is.True);
        await using (var other = scene.Programs.Test.OpenAgain()) await other.ListAsync(cancellation);
        await DoAsync(container, "echo later > /root/later", cancellation);
        await AssertBackedUpAsync(scene, container, $"{Right} && test $(cat /root/later) = later", cancellation);
        scene.AssertNothingHalf();
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task A_kept_copy_that_was_damaged_or_is_of_other_layers_is_not_used(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("mkdir -p /root/d; echo 1 > /root/d/f; echo 1 > /root/g", cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Directory.Delete($"{Kept(scene, container)}/upper/root", recursive: true);
        await AssertBackedUpAsync(scene, container, "test $(cat /root/d/f) = 1", cancellation);
        await File.WriteAllTextAsync($"{Kept(scene, container)}/entries", "?", cancellation);
        await AssertBackedUpAsync(scene, container, "test $(cat /root/d/f) = 1", cancellation);
        await container.SnapshotAsync(new() { Name = "s" }, cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        await container.RollBackAsync("s", cancellation);
        await AssertBackedUpAsync(scene, container, "test $(cat /root/d/f) = 1 && test $(cat /root/g) = 1", cancellation);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task It_goes_with_the_container_and_where_none_is_wanted(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("echo 1 > /root/f; mknod /root/p p", cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        await container.BackUpAsync(scene.Repository, new() { KeepCopy = false }, cancellation);
        Assert.That(Directory.EnumerateFileSystemEntries(Kept(scene, container)), Is.Empty);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That(File.Exists($"{Kept(scene, container)}/upper/root/f"), Is.True);
        await container.DeleteAsync(cancellation);
        Assert.That(Directory.EnumerateFileSystemEntries($"{scene.Programs.Test.Options.StateDirectory}/containers"), Is.Empty);
    }

    [Test]
    [CancelAfter(Limit)]
    public async Task It_stays_though_the_repository_is_away(CancellationToken cancellation)
    {
        await using var scene = await BackupScene.MakeAsync(cancellation);
        var container = await scene.WithFilesAsync("echo 1 > /root/f", cancellation);
        await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        // It is asked for first, and is away when it comes to sending.
        Containment.Containers.Life.ChangeSteps.Of(scene.Host).Reached = step => { if (step == "copied") Directory.Move(scene.Repository.Location, $"{scene.Repository.Location}-away"); };
        await Assert.ThrowsAsync<ContainmentException>(() => container.BackUpAsync(scene.Repository, cancellationToken: cancellation));
        Containment.Containers.Life.ChangeSteps.Of(scene.Host).Reached = static _ => { };
        Assert.That(File.Exists($"{Kept(scene, container)}/upper/root/f"), Is.True);
        Directory.Move($"{scene.Repository.Location}-away", scene.Repository.Location);
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        Assert.That(report.FilesRead, Is.EqualTo(1), "its description");
    }

    private static string Kept(BackupScene scene, Container container) => $"{scene.Programs.Test.Options.StateDirectory}/containers/{container.Id}/backup";

    private static async Task<Container> ServingAsync(BackupScene scene, CancellationToken cancellation)
    {
        var container = await scene.Host.CreateAsync(TestHost.Shell("while true; do sleep 1; done"), cancellation);
        await container.StartAsync(cancellation);
        return container;
    }

    private static async Task DoAsync(Container container, string script, CancellationToken cancellation) =>
        await Scene.RunAsync(container, cancellation, "sh", "-ec", script);

    private static async Task AssertBackedUpAsync(BackupScene scene, Container container, string right, CancellationToken cancellation)
    {
        var report = await container.BackUpAsync(scene.Repository, cancellationToken: cancellation);
        var back = await scene.Host.RestoreBackupAsync(scene.Repository, report.Backup.Id, new() { Name = TestHost.NewId(), Describe = BackupTests.Sleeping }, cancellation);
        Assert.That(await BackupScene.AskAsync(back, right, cancellation), Is.Zero);
    }
}
