using Containment.Containers;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Migration;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Histories;

[Needs(Need.Root, Need.Overlay, Need.Busybox), CancelAfter(120_000)]
internal sealed class SnapshotMoveTests
{
    // Each run does one more step, so that the layers differ.
    private const string Steps = """
        echo run >> /root/runs
        case $(wc -l < /root/runs) in
            1) mkdir -p /data/x /data/y; echo 1 > /data/x/f; echo 1 > /data/y/f; echo 1 > /data/z;;
            2) rm -r /data/x; mkdir /data/x; echo 2 > /data/x/g; rm /data/y/f; rm /etc/group;;
            3) rm -r /data/z; mkdir /data/z; echo 3 > /data/z/in; echo 3 > /etc/group;;
        esac
        cd /; find data etc root | sort; i=0; while [ STAY = 1 ] && [ $(wc -l < /root/runs) = 3 ]; do i=$((i+1)); echo n$i; sleep 0.02; done
        """;

    [Test]
    public async Task A_container_with_snapshots_does_not_move_and_one_with_only_their_layers_moves_whole(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await MakeAsync(scene, cancellation);
        var refused = await Assert.ThrowsAsync<MigrationException>(() => container.MigrateAsync(scene.Address, cancellationToken: cancellation));
        Assert.That((refused!.Failure, refused.Findings.Single(finding => finding.Severity == MigrationSeverity.Blocker).Code), Is.EqualTo((MigrationFailure.Refused, "snapshots")));
        Assert.That((await container.AnalyzeMigrationAsync(scene.Address, cancellationToken: cancellation)).Findings.Select(finding => finding.Code), Does.Contain("snapshots"));
        Assert.That((await container.GetStatusAsync(cancellation)).Ownership.Owner, Is.EqualTo(Owner.Here));
        foreach (var name in (string[])["a", "b"]) await container.DeleteSnapshotAsync(name, cancellation);

        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        Assert.That(await LastAsync(await scene.Target.GetAsync(container.Id, cancellation), cancellation), Is.EqualTo("data data/x data/x/g data/y data/z data/z/in etc etc/group etc/passwd root root/runs"));
    }

    [Test, Needs(Need.Criu)]
    public async Task A_running_one_moves_with_the_layers_below_it(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await MakeAsync(scene, cancellation, stay: true);
        foreach (var name in (string[])["a", "b"]) await container.DeleteSnapshotAsync(name, cancellation);
        await container.StartAsync(cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(container, cancellation)).Contains("\nn"), cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        var moved = await scene.Target.GetAsync(container.Id, cancellation);
        await Scene.UntilAsync(async () => (await Scene.LogAsync(moved, cancellation)).Length > 0, cancellation);
        await Scene.GoesOnAsync(moved, cancellation);
        Assert.That(await Scene.RunAsync(moved, cancellation, "sh", "-c", "cd /; find data etc | sort"), Is.EqualTo("data\ndata/x\ndata/x/g\ndata/y\ndata/z\ndata/z/in\netc\netc/group\netc/passwd\n"));
    }

    private static async Task<Container> MakeAsync(MoveScene scene, CancellationToken cancellation, bool stay = false)
    {
        var container = await scene.Source.CreateAsync(TestHost.Shell(Steps.Replace("STAY", stay ? "1" : "0")), cancellation);
        foreach (var name in (string[])["a", "b"])
        {
            await LastAsync(container, cancellation);
            await container.SnapshotAsync(new() { Name = name }, cancellation);
        }
        return container;
    }

    private static async Task<string> LastAsync(Container container, CancellationToken cancellation)
    {
        var before = (await Scene.LogAsync(container, cancellation)).Length;
        await container.StartAsync(cancellation);
        Assert.That((await container.WaitAsync(cancellation)).Code, Is.Zero);
        return (await Scene.LogAsync(container, cancellation))[before..].TrimEnd('\n').Replace('\n', ' ');
    }
}
