using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.UserNamespaces, Need.Criu), CancelAfter(60_000)]
internal sealed class NestedMoveTests
{
    [Test]
    public async Task A_container_with_containers_in_it_is_told_of_and_goes_on_here(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var spec = Fixtures.TestHost.Shell("unshare -U -p -f sh -c 'echo within; exec sleep 1000' & while :; do echo on; sleep 0.05; done");
        var container = await scene.Source.CreateAsync(spec with { Isolation = new() { Nesting = true } }, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("within", StringComparison.Ordinal), cancellation);

        var pinned = new MigrateOptions { Strategy = MigrationStrategy.StopAndCopy };
        var analysis = await container.AnalyzeMigrationAsync(scene.Address, pinned, cancellation);
        Assert.That(analysis.CanMove, Is.False);
        Assert.That(analysis.Findings.Where(finding => finding.Code == "nested-namespace").Select(finding => finding.What), Has.Some.Match(@"process \d+ \(\w+\) is in a user namespace").And.Some.Match(@"process \d+ \(\w+\) is in a pid namespace"));

        var refused = await Assert.ThrowsAsync<MigrationException>(() => container.MigrateAsync(scene.Address, pinned, cancellationToken: cancellation));
        Assert.That((refused!.Failure, refused.Findings[0].Code), Is.EqualTo((MigrationFailure.Refused, "nested-namespace")));
        await Scene.GoesOnAsync(container, cancellation);
        Assert.That(await scene.Target.ListAsync(cancellation), Is.Empty);
        Assert.That((await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation)).Strategy, Is.EqualTo(MigrationStrategy.NearLive), "its files could move");
    }
}
