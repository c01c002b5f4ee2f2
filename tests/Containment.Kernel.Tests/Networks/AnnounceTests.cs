using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(30_000)]
internal sealed class AnnounceTests
{
    [Test]
    public async Task The_bridge_sees_the_announcements_of_both_families(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var bridge = (await scene.FindInHostAsync(NetworkScene.Bridge))!.Index;
        using var sniffer = await NetworkNamespace.OpenInAsync(scene.HostNamespace, () => new PacketSocket(bridge, PacketSocket.AllProtocols));
        using var announcing = await scene.Links.AnnounceAsync("web", [NetworkScene.Spec()], inside, ct);
        await announcing.RepeatAsync(ct);
        var mac = HardwareAddress.Of("web", NetworkScene.Spec());
        var missing = new List<byte[]> { ArpAnnouncement.Frame(mac, IPAddress.Parse("10.9.0.2")), NeighbourAdvertisement.Frame(mac, IPAddress.Parse("fd09::2")) };
        while (missing.Count > 0)
        {
            if (sniffer.TryReceive() is { } frame) missing.RemoveAll(wanted => wanted.AsSpan().SequenceEqual(frame.AsSpan(0, Math.Min(frame.Length, wanted.Length))));
            else await Task.Delay(10, ct);
        }
    }

    [Test]
    public async Task A_neighbour_that_knew_the_old_hardware_address_learns_the_new_one(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var old = await NetworkNamespace.CreateAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        using var third = await NetworkNamespace.CreateAsync();
        var address = IPAddress.Parse("10.9.0.2");
        // A bridge whose last port goes loses its carrier, and with it all that it knows of neighbours.
        await scene.Links.AttachAsync("third", [NetworkScene.Spec(3)], third, locked: false, null, ct);
        await scene.Links.AttachAsync("web", [NetworkScene.Spec() with { Mac = "02:00:00:00:00:aa" }], old, locked: false, null, ct);
        (await Connection.OpenAsync(scene.HostNamespace, old, address, ct)).Dispose();
        (await Connection.OpenAsync(scene.HostNamespace, old, IPAddress.Parse("fd09::2"), ct)).Dispose();
        Assert.That(await KnownAsync(scene), Is.EqualTo(new[] { "0200000000aa", "0200000000aa" }));
        await scene.Links.RemoveAsync("web", ct);
        var moved = NetworkScene.Spec() with { Mac = "02:00:00:00:00:bb" };
        await scene.Links.AttachAsync("web", [moved], inside, locked: true, null, ct);
        await scene.Links.UnlockAsync("web", [NetworkScene.Spec()], inside, ct);
        using var announcing = await scene.Links.AnnounceAsync("web", [moved], inside, ct);
        Assert.That(await KnownAsync(scene), Is.EqualTo(new[] { "0200000000bb", "0200000000bb" }));
    }

    private static async Task<List<string?>> KnownAsync(NetworkScene scene)
    {
        IPAddress[] ours = [IPAddress.Parse("10.9.0.2"), IPAddress.Parse("fd09::2")];
        var all = await NetworkScene.InAsync(scene.HostNamespace, socket => socket.Dump(RouteMessages.GetNeighbours(), "list neighbours", Neighbour.Read));
        return [.. all.Where(n => ours.Contains(n.Address)).Select(n => n.HardwareAddress)];
    }
}
