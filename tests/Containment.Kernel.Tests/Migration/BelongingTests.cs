using Containment.Bundles;
using Containment.Containers;
using Containment.Images;
using Containment.Kernel.Tests.Checkpoints;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Kernel.Tests.Security;

namespace Containment.Kernel.Tests.Migration;

/// <summary>The table of docs/migration.md: what a process has of the kernel, and still has over there and back again.</summary>
[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu, Need.Compiler), CancelAfter(120_000)]
internal sealed class BelongingTests
{
    private string _root = null!;

    [OneTimeSetUp]
    public void Compile() => ProbeRoot.Compile(Path.Combine(AppContext.BaseDirectory, "Migration/belongings.c"), $"{_root = BusyboxRoot.Make()}/bin/belongings");

    [OneTimeTearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task Everything_that_a_process_has_goes_along([Values] bool userNamespace, CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        await using var back = await scene.Source.ListenAsync(new() { Address = System.Net.IPAddress.Loopback, Port = 0 }, cancellation);
        var spec = new ContainerSpec(TestHost.NewId(), new RootSource.Directory(_root), new ProcessSpec("/bin/belongings"));
        var container = await scene.Source.CreateAsync(spec with { Isolation = spec.Isolation with { UserNamespace = userNamespace } }, cancellation);
        await container.StartAsync(cancellation);
        await GoOnAsync(container, 1, cancellation);
        await container.MigrateAsync(scene.Address, cancellationToken: cancellation);
        var there = await scene.Target.GetAsync(container.Id, cancellation);
        await GoOnAsync(there, 2, cancellation);
        await there.MigrateAsync(new("127.0.0.1", back.EndPoint.Port, "a"), cancellationToken: cancellation);
        await GoOnAsync(container, 2, cancellation);
    }

    // So many whole rounds from now on; the one under way may have begun before.
    private static async Task GoOnAsync(Container container, int rounds, CancellationToken cancellation)
    {
        var from = (await LinesAsync(container, cancellation)).Length;
        for (var patience = 0; (await LinesAsync(container, cancellation)).Skip(from).Count(line => line.StartsWith("round ", StringComparison.Ordinal)) <= rounds; patience++)
        {
            Assert.That(patience, Is.LessThan(400), $"one after this waits for ever: {(await LinesAsync(container, cancellation)).LastOrDefault()}");
            await Task.Delay(50, cancellation);
        }
        var lines = (await LinesAsync(container, cancellation))[from..];
        Assert.That(lines.Where(line => line.Contains(" bad: ", StringComparison.Ordinal)).Distinct(), Is.Empty);
    }

    private static async Task<string[]> LinesAsync(Container container, CancellationToken cancellation) => (await Scene.LogAsync(container, cancellation)).Split('\n')[..^1];
}
