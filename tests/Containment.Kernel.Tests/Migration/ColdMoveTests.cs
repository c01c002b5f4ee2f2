using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox)]
internal sealed class ColdMoveTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_stopped_container_moves_with_its_files_and_starts_over_there(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await scene.Source.CreateAsync(TestHost.Shell("echo once >> /runs; mkdir -p /deep/er; ln -s er /deep/link; rm -f /etc/passwd; cat /runs"), cancellation);
        await container.StartAsync(cancellation);
        await container.WaitAsync(cancellation);

        var report = await container.MigrateAsync(scene.Address, cancellationToken: cancellation);

        Assert.That(report.Strategy, Is.EqualTo(MigrationStrategy.Cold));
        Assert.That((report.Epoch, report.BaseBytes), Is.EqualTo((2, 0)));
        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        Assert.That(Directory.Exists(Path.GetDirectoryName(MoveScene.Upper(scene.Source, container.Id, ""))), Is.False);
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        Assert.That((await moved.GetStatusAsync(cancellation)).Ownership, Is.EqualTo(new Ownership(2, Owner.Here)));
        await moved.StartAsync(cancellation);
        await moved.WaitAsync(cancellation);
        Assert.That(await File.ReadAllTextAsync(MoveScene.Upper(scene.Target, container.Id, "runs"), cancellation), Is.EqualTo("once\nonce\n"));
        Assert.That(new FileInfo(MoveScene.Upper(scene.Target, container.Id, "deep/link")).LinkTarget, Is.EqualTo("er"));
        Assert.That(await scene.Source.ListMigrationsAsync(cancellation), Is.Empty);
        Assert.That(await scene.Target.ListMigrationsAsync(cancellation), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_base_that_the_target_lacks_goes_along_once(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var root = Directory.CreateTempSubdirectory("ct").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(root, "hello"), "from the base", cancellation);
            Directory.CreateDirectory(Path.Combine(root, "etc"));
            var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(root), new("/hello"));
            var first = await scene.Source.CreateAsync(spec, cancellation);
            var second = await scene.Source.CreateAsync(spec with { Id = TestHost.NewId() }, cancellation);
            // The same path on the target is another tree by then, as on another machine.
            var asked = await first.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation);
            Assert.That(asked.BaseBytes, Is.Zero, "the path is there and holds the same");
            var elsewhere = root + ".moved";
            var report = await MoveWithoutBaseAsync(first, root, elsewhere, scene, cancellation);
            Assert.That(report.BaseBytes, Is.GreaterThan("from the base".Length));
            var kept = (RootSource.Directory)(await scene.Target.GetAsync(first.Id, cancellation)).Spec.Root;
            Assert.That(kept.Path, Does.StartWith(scene.Target.Options.StateDirectory));
            Assert.That(await File.ReadAllTextAsync(Path.Combine(kept.Path, "hello"), cancellation), Is.EqualTo("from the base"));
            Assert.That((await second.MigrateAsync(scene.Address, cancellationToken: cancellation)).BaseBytes, Is.Zero, "it has it now");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_name_that_is_taken_is_found_before_anything_is_changed(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var spec = TestHost.Shell("true");
        var container = await scene.Source.CreateAsync(spec, cancellation);
        await scene.Target.CreateAsync(spec, cancellation);

        var analysis = await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation);
        Assert.That(analysis.CanMove, Is.False);
        Assert.That(analysis.Findings.Select(finding => finding.Code), Does.Contain("name-taken").And.Contain("not-running"));

        var failure = await Assert.ThrowsAsync<MigrationException>(() => container.MigrateAsync(scene.Address, cancellationToken: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.Refused));
        Assert.That(failure.Findings.Select(finding => finding.Code), Does.Contain("name-taken"));
        Assert.That((await container.GetStatusAsync(cancellation)).Ownership, Is.EqualTo(Ownership.Initial));
        Assert.That((await scene.Target.ListAsync(cancellation)).Count, Is.EqualTo(1));
    }

    // Both hosts see the same disk, so the path is hidden from the target while it judges.
    private static async Task<MigrationReport> MoveWithoutBaseAsync(Container container, string root, string elsewhere, MoveScene scene, CancellationToken cancellation)
    {
        var preparing = new Progress(at =>
        {
            if (at.Phase != MigrationPhase.Preparing || Directory.Exists(elsewhere)) return;
            Directory.Move(root, elsewhere);
            Directory.CreateDirectory(root);
            File.WriteAllText(Path.Combine(root, "hello"), "something else");
        }, at =>
        {
            if (at.Phase != MigrationPhase.CopyingFiles || !Directory.Exists(elsewhere)) return;
            Directory.Delete(root, recursive: true);
            Directory.Move(elsewhere, root);
        });
        return await container.MigrateAsync(scene.Address, progress: preparing, cancellationToken: cancellation);
    }

    private sealed class Progress(params Action<MigrationProgress>[] acts) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value)
        {
            foreach (var act in acts) act(value);
        }
    }
}
