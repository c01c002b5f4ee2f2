using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

/// <summary>Two hosts in different subnets, a router between them.</summary>
[Needs(Need.Root, Need.Bridge, Need.Nftables)]
[CancelAfter(60_000)]
internal sealed class SpanningTests
{
    private static readonly IPAddress[] Places = [IPAddress.Parse("198.51.100.1"), IPAddress.Parse("203.0.113.1"), IPAddress.Parse("203.0.113.9")];
    private static readonly IPAddress Moved = IPAddress.Parse("10.9.0.2");

    [Test]
    public async Task An_address_moves_between_hosts_of_different_subnets_and_its_peers_follow_at_once(CancellationToken ct)
    {
        await using var one = await NetworkScene.MakeAsync();
        await using var two = await NetworkScene.MakeAsync();
        using var router = await JoinAsync(one.HostNamespace, two.HostNamespace);
        using var spanOne = new HostSpanning(one.HostNamespace);
        using var spanTwo = new HostSpanning(two.HostNamespace);
        await spanOne.EnsureAsync(NetworkScene.Bridge, new(42, Places[0]) { Peers = [Places[1]] }, ct);
        await spanTwo.EnsureAsync(NetworkScene.Bridge, new(42, Places[1]) { Peers = [Places[0]] }, ct);

        // The host's own addresses on the two bridges are the same here, so only containers talk.
        var (peer, mover) = (NetworkScene.Spec(3) with { Gateways = [] }, NetworkScene.Spec(2) with { Gateways = [] });
        using var inPeer = await NetworkNamespace.CreateAsync();
        using var before = await NetworkNamespace.CreateAsync();
        using var after = await NetworkNamespace.CreateAsync();
        await one.Links.AttachAsync("peer", [peer], inPeer, locked: false, null, ct);
        await one.Links.AttachAsync("mover", [mover], before, locked: false, null, ct);
        Assert.That((await NetworkScene.InAsync(inPeer, NetworkScene.AllLinks)).Single(link => link.Name == "eth0").Mtu, Is.EqualTo(1450));
        Assert.That(await RulesScene.TryTcpAsync(inPeer, before, 80, new(Moved, 80), ct, 1000), Does.StartWith("connected"), "on one host");

        await one.Links.RemoveAsync("mover", ct);
        await two.Links.AttachAsync("mover", [mover], after, locked: false, null, ct);
        await two.Links.AnnounceAsync("mover", [mover], after, ct);
        Assert.That(await RulesScene.TryTcpAsync(inPeer, after, 80, new(Moved, 80), ct, 500), Does.StartWith("connected"), "on the other, at once");
        Assert.That(await RulesScene.TryTcpAsync(inPeer, after, 80, new(IPAddress.Parse("fd09::2"), 80), ct, 500), Does.StartWith("connected"));

        await two.Links.RemoveAsync("mover", ct);
        using var back = await NetworkNamespace.CreateAsync();
        await one.Links.AttachAsync("mover", [mover], back, locked: false, null, ct);
        await one.Links.AnnounceAsync("mover", [mover], back, ct);
        Assert.That(await RulesScene.TryTcpAsync(inPeer, back, 80, new(Moved, 80), ct, 500), Does.StartWith("connected"), "and back");
    }

    [Test]
    public async Task Ensuring_again_adds_missing_peers_removes_gone_ones_and_keeps_the_rest(CancellationToken ct)
    {
        await using var one = await NetworkScene.MakeAsync();
        await using var two = await NetworkScene.MakeAsync();
        using var router = await JoinAsync(one.HostNamespace, two.HostNamespace);
        using var span = new HostSpanning(one.HostNamespace);
        var before = (await one.HostLinksAsync()).Select(link => link.Name).ToList();
        await span.EnsureAsync(NetworkScene.Bridge, new(7, Places[0]) { Peers = [Places[1]] }, ct);
        var device = await one.FindInHostAsync("cx7");
        await span.EnsureAsync(NetworkScene.Bridge, new(7, Places[0]) { Peers = [Places[1], Places[2]] }, ct);
        Assert.That(await PeersAsync(), Is.EquivalentTo(new[] { Places[1], Places[2] }));
        await span.EnsureAsync(NetworkScene.Bridge, new(7, Places[0]) { Peers = [Places[2]] }, ct);
        Assert.That(await PeersAsync(), Is.EqualTo(new[] { Places[2] }));
        Assert.That((await one.FindInHostAsync("cx7"))!.Index, Is.EqualTo(device!.Index), "the same device");
        await span.EnsureAsync(NetworkScene.Bridge, new(7, Places[0]) { Peers = [Places[2]], Port = 4790 }, ct);
        Assert.That((await one.FindInHostAsync("cx7"))!.Alias, Does.EndWith("port 4790"), "another port needs another device");
        Assert.That(await PeersAsync(), Is.EqualTo(new[] { Places[2] }));
        Assert.That(await span.DeleteAsync(NetworkScene.Bridge, ct), Is.True);
        Assert.That(await span.DeleteAsync(NetworkScene.Bridge, ct), Is.False);
        Assert.That((await one.HostLinksAsync()).Select(link => link.Name), Is.EqualTo(before));
        var nowhere = await Assert.ThrowsAsync<ContainmentException>(() => span.EnsureAsync(NetworkScene.Bridge, new(7, Places[2]), ct));
        Assert.That(nowhere!.Reason, Is.EqualTo(FailureReason.NotFound));

        async Task<IEnumerable<IPAddress?>> PeersAsync() =>
            (await NetworkScene.InAsync(one.HostNamespace, socket => socket.Dump(VxlanMessages.GetEntries(LinkQueries.Find(socket, "cx7")!.Index), "list", Neighbour.Read))).Where(entry => entry.Address is not null).Select(entry => entry.Address);
    }

    private static async Task<Descriptor> JoinAsync(Descriptor one, Descriptor two)
    {
        var router = await NetworkNamespace.CreateAsync();
        await RulesScene.JoinAsync(one, "out0", ["198.51.100.1/24"], router, "a", ["198.51.100.254/24"]);
        await RulesScene.JoinAsync(two, "out0", ["203.0.113.1/24"], router, "b", ["203.0.113.254/24"]);
        await RulesScene.SetAsync(router, "net.ipv4.ip_forward=1");
        await RulesScene.Run(one, "ip", "route add default via 198.51.100.254");
        await RulesScene.Run(two, "ip", "route add default via 203.0.113.254");
        return router;
    }
}
