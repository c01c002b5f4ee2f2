using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;

namespace Containment.Kernel.Tests.Migration;

/// <summary>A program that writes to its memory all the time and knows what is in it (rewriter.c) moves by every strategy.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu)]
internal sealed class MemoryMoveTests
{
    private string _root = "";

    [OneTimeSetUp]
    public void Compile() => _root = MoveScene.RewriterRoot();

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test, CancelAfter(60_000)]
    public async Task Every_page_is_what_was_written_last(
        [Values(MigrationStrategy.StopAndCopy, MigrationStrategy.Live, MigrationStrategy.PostCopy, MigrationStrategy.Hybrid)] MigrationStrategy strategy, CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        var container = await StartAsync(scene, 64, 4, cancellation);
        var before = await MoveScene.CountAsync(scene.Source, container.Id, 100, cancellation);
        var report = await container.MigrateAsync(scene.Address, new() { Strategy = strategy }, cancellationToken: cancellation);
        TestContext.Out.WriteLine($"{strategy}: freeze {report.Freeze.TotalMilliseconds:0.0} ms ({string.Join(", ", report.FreezeParts.Select(part => $"{part.Key} {part.Value.TotalMilliseconds:0.0}"))}), {report.Rounds} rounds, total {report.Total.TotalMilliseconds:0} ms, memory {report.MemoryBytes}");
        await MoveScene.CountAsync(scene.Target, container.Id, before + 300, cancellation);
        Assert.That(report.Strategy, Is.EqualTo(strategy));
        // One page in eight holds nothing.
        Assert.That(report.MemoryBytes, Is.GreaterThan(48 << 20));
        Assert.That(report.Rounds, strategy is MigrationStrategy.Live or MigrationStrategy.Hybrid ? Is.GreaterThan(1) : Is.GreaterThan(0));
        Assert.That((await (await scene.Target.GetAsync(container.Id, cancellation)).GetStatusAsync(cancellation)).Ownership, Is.EqualTo(new Ownership(2, Owner.Here)));
        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        Assert.That((await scene.Source.ListMigrationsAsync(cancellation)).Concat(await scene.Target.ListMigrationsAsync(cancellation)), Is.Empty);
    }

    private async Task<Container> StartAsync(MoveScene scene, int megabytes, int pages, CancellationToken cancellation)
    {
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(_root), new ProcessSpec("/bin/rewriter", $"{megabytes}", $"{pages}"));
        var container = await scene.Source.CreateAsync(spec, cancellation);
        await container.StartAsync(cancellation);
        return container;
    }
}
