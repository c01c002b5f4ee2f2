using System.Net;
using System.Security.Cryptography;
using Containment.Containers;
using Containment.Kernel.Tests.Fixtures;
using Containment.Kernel.Tests.Needs;
using Containment.Migration;
using Containment.Tests.Migration.Fakes;

namespace Containment.Kernel.Tests.Migration;

[Needs(Need.Root, Need.Overlay, Need.Busybox, Need.Criu), CancelAfter(60_000)]
internal sealed class AcrossSitesTests
{
    private const int Large = 24_000_000;

    [Test]
    public async Task A_link_that_is_cut_twice_costs_only_the_rest(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        await using var wire = new CuttableWire(scene.Listener!.EndPoint.Port);
        var container = await StartAsync(scene, cancellation);
        var passed = new int[8];
        wire.Lets = (number, bytes) => (passed[number] += bytes) < (number == 0 ? 10_000_000 : number == 1 ? 6_000_000 : int.MaxValue);

        var report = await container.MigrateAsync(new MigrationTarget("127.0.0.1", wire.Port, "b"), new() { Strategy = MigrationStrategy.StopAndCopy, Streams = 1, Compression = MigrationCompression.None, ResumptionPause = TimeSpan.FromMilliseconds(50) }, cancellationToken: cancellation);

        Assert.That(report.Resumptions, Is.EqualTo(2));
        Assert.That(report.FileBytes, Is.LessThan(Large - 12_000_000), "the rest of the large file");
        await AssertMovedAsync(scene, container.Id, cancellation);
        Assert.That(Directory.EnumerateFiles(Path.Combine(scene.Target.Options.StateDirectory, "migrations"), "*", SearchOption.AllDirectories), Is.Empty, "nothing is kept of a container that came");
    }

    [Test]
    public async Task A_running_container_moves_over_a_relay_and_several_streams(CancellationToken cancellation)
    {
        await using var scene = await MoveScene.CreateAsync();
        await using var third = new TestHost();
        var (hub, a, b) = (await HostIdentity.CreateAsync(third.Host, cancellation), await HostIdentity.OpenAsync(scene.Source, cancellation), await HostIdentity.OpenAsync(scene.Target, cancellation));
        await hub.TrustAsync("a", a.Fingerprint, cancellation);
        await hub.TrustAsync("b", b.Fingerprint, cancellation);
        await a.TrustRelayAsync("hub", hub.Fingerprint, cancellation);
        await b.TrustRelayAsync("hub", hub.Fingerprint, cancellation);
        await using var relay = await third.Host.RelayAsync(new() { Address = IPAddress.Loopback, Port = 0 }, cancellation);
        await scene.Listener!.DisposeAsync();
        var address = new MigrationRelayAddress("hub", "127.0.0.1", relay.EndPoint.Port);
        await using var listener = await scene.Target.ListenAsync(new() { Address = IPAddress.Loopback, Port = 0, Relay = address }, cancellation);
        var container = await StartAsync(scene, cancellation);

        await container.MigrateAsync(new MigrationTarget(address, "b"), new() { Streams = 3, Compression = MigrationCompression.Lz4 }, cancellationToken: cancellation);

        await AssertMovedAsync(scene, container.Id, cancellation);
    }

    private static async Task<Container> StartAsync(MoveScene scene, CancellationToken cancellation)
    {
        var container = await scene.Source.CreateAsync(MoveScene.Counter(), cancellation);
        await File.WriteAllBytesAsync(MoveScene.Upper(scene.Source, container.Id, "large"), [.. RandomNumberGenerator.GetBytes(Large - 32), .. "the end of it, thirty-two bytes."u8], cancellation);
        await container.StartAsync(cancellation);
        while (!File.Exists(MoveScene.Upper(scene.Source, container.Id, "count"))) await Task.Delay(10, cancellation);
        return container;
    }

    private static async Task AssertMovedAsync(MoveScene scene, ContainerId id, CancellationToken cancellation)
    {
        Assert.That(await scene.Source.ListAsync(cancellation), Is.Empty);
        var moved = await scene.Target.GetAsync(id, cancellation);
        Assert.That((await moved.GetStatusAsync(cancellation)).Phase, Is.EqualTo(ContainerPhase.Running));
        var large = await File.ReadAllBytesAsync(MoveScene.Upper(scene.Target, id, "large"), cancellation);
        Assert.That((large.Length, System.Text.Encoding.ASCII.GetString(large, Large - 32, 14)), Is.EqualTo((Large, "the end of it,")));
        var before = await File.ReadAllTextAsync(MoveScene.Upper(scene.Target, id, "count"), cancellation);
        while (await File.ReadAllTextAsync(MoveScene.Upper(scene.Target, id, "count"), cancellation) is var now && (now.Length == 0 || now == before)) await Task.Delay(10, cancellation);
        Assert.That(await scene.Target.ListMigrationsAsync(cancellation), Is.Empty);
    }
}
