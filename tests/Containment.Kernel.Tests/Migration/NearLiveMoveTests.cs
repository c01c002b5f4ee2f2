using Containment.Bundles;
using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Criu), CancelAfter(60_000)]
internal sealed class NearLiveMoveTests
{
    // In a user namespace of its own, which CRIU can't save; told to end, it writes that it did.
    private const string Unsaveable = "trap 'echo ended >> /log; exit 0' TERM; echo began >> /log; unshare -U sleep 1000 & while :; do sleep 0.05; done";

    private static ContainerSpec Spec() => TestHost.Shell(Unsaveable) with { Isolation = new() { Nesting = true, FirstProcess = FirstProcess.Reaper } };

    [Test]
    public async Task What_cant_be_saved_is_ended_here_and_started_anew_there_by_itself(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await RunAsync(scene, cancellation);
        List<MigrationPhase> phases = [];

        var report = await container.MigrateAsync(scene.Address, progress: new Told(at => phases.Add(at.Phase)), cancellationToken: cancellation);

        Assert.That(report.Strategy, Is.EqualTo(MigrationStrategy.NearLive));
        Assert.That(report.Reasons[0], Does.Contain("nested-namespace"));
        Assert.That((report.MemoryBytes, report.Freeze > TimeSpan.Zero), Is.EqualTo((0, true)));
        Assert.That(phases, Is.Ordered);
        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        var status = await (await scene.Target.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Ownership), Is.EqualTo((ContainerPhase.Running, new Ownership(2, Owner.Here))));
        await Scene.UntilAsync(async () => await LogAsync(scene.Target, container.Id, cancellation) == "began\nended\nbegan\n", cancellation);
        Assert.That((await scene.Source.ListMigrationsAsync(cancellation)).Count + (await scene.Target.ListMigrationsAsync(cancellation)).Count, Is.Zero);
    }

    [Test]
    public async Task A_near_live_move_that_is_given_up_starts_it_again_here(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await RunAsync(scene, cancellation);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);

        await Assert.ThatAsync(() => container.MigrateAsync(scene.Address, new() { Strategy = MigrationStrategy.NearLive }, new Told(at =>
        {
            if (at.Phase == MigrationPhase.CopyingMemory) cancel.Cancel();
        }), cancel.Token), Throws.InstanceOf<OperationCanceledException>());

        var status = await container.GetStatusAsync(cancellation);
        Assert.That((status.Phase, status.Ownership), Is.EqualTo((ContainerPhase.Running, Ownership.Initial)));
        await Scene.UntilAsync(async () => await LogAsync(scene.Source, container.Id, cancellation) == "began\nended\nbegan\n", cancellation);
        Assert.That(Directory.EnumerateFiles(Path.Combine(scene.Source.Options.StateDirectory, "migrations")), Is.Empty);
    }

    [Test]
    public async Task A_move_that_takes_too_long_is_rolled_back(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await RunAsync(scene, cancellation);
        var late = await Assert.ThrowsAsync<MigrationException>(() => container.MigrateAsync(scene.Address, new() { Strategy = MigrationStrategy.NearLive, Timeout = TimeSpan.FromMilliseconds(5) }, cancellationToken: cancellation));
        Assert.That(late!.Failure, Is.EqualTo(MigrationFailure.TimedOut));
        Assert.That((await container.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
    }

    [Test]
    public async Task The_pre_flight_of_what_can_be_saved_says_how_long_it_would_stand_still(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await scene.Source.CreateAsync(MoveScene.Counter(), cancellation);
        await container.StartAsync(cancellation);
        var analysis = await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation);
        Assert.That((analysis.CanMove, analysis.Findings.Count(finding => finding.Severity == MigrationSeverity.Blocker)), Is.EqualTo((true, 0)));
        Assert.That(analysis.Estimate!.BytesPerSecond, Is.GreaterThan(0));
        Assert.That(analysis.Estimate.Freeze, Is.GreaterThan(TimeSpan.Zero).And.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(analysis.Estimate.Bytes, Is.GreaterThanOrEqualTo(analysis.MemoryBytes));
    }

    private static async Task<Container> RunAsync(MoveScene scene, CancellationToken cancellation)
    {
        var container = await scene.Source.CreateAsync(Spec(), cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => await LogAsync(scene.Source, container.Id, cancellation) == "began\n" && (await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation)).Findings.Any(finding => finding.Code == "nested-namespace"), cancellation);
        return container;
    }

    private static async Task<string> LogAsync(ContainerHost host, ContainerId id, CancellationToken cancellation)
    {
        var path = MoveScene.Upper(host, id, "log");
        return File.Exists(path) ? await File.ReadAllTextAsync(path, cancellation) : "";
    }

    private sealed class Told(Action<MigrationProgress> act) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => act(value);
    }
}
