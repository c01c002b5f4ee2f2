using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(60_000)]
internal sealed class AttachTests
{
    [Test]
    public async Task The_interface_inside_is_as_it_was_wanted(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        var wanted = NetworkScene.Spec() with { Name = "lan0", Mac = "02:00:00:00:0a:0b", Mtu = 1400 };
        await scene.Links.AttachAsync("web", [wanted, new NetworkSpec { Link = new NetworkLink.Bridge(NetworkScene.Bridge), Name = "second" }], inside, locked: false, null, ct);

        var links = await NetworkScene.InAsync(inside, NetworkScene.AllLinks);
        Assert.That(links.Select(l => (l.Name, l.Index, l.IsUp)), Is.EquivalentTo(new[] { ("lo", 1, true), ("lan0", 100, true), ("second", 101, true) }));
        var lan = links.Single(l => l.Name == "lan0");
        Assert.That((lan.HardwareAddress, lan.Mtu, lan.HasCarrier), Is.EqualTo(("02:00:00:00:0a:0b", 1400, true)));
        var addresses = await NetworkScene.InAsync(inside, socket => socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read));
        Assert.That(addresses.Where(a => a.Index == 100 && !a.Address.IsIPv6LinkLocal).Select(a => $"{a.Address}/{a.Prefix}"), Is.EquivalentTo(new[] { "10.9.0.2/24", "fd09::2/64" }));
        Assert.That(addresses.Single(a => a.Address.Equals(IPAddress.Parse("fd09::2"))).Flags & 0x40, Is.Zero, "IFA_F_TENTATIVE");
        var routes = await NetworkScene.InAsync(inside, socket => socket.Dump(RouteMessages.GetAll(), "list routes", Route.Read));
        Assert.That(routes.Where(r => r.Table == 254 && r.Destination is null && r.Gateway is not null).Select(r => r.Gateway), Is.EquivalentTo(new[] { NetworkScene.Host4, NetworkScene.Host6 }));
    }

    [Test]
    public async Task The_hosts_end_is_a_port_of_the_bridge_without_an_address_and_says_whose_it_is(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        var name = (await scene.Links.ListAsync("web", ct)).Single();
        var (end, bridge) = (await scene.FindInHostAsync(name), await scene.FindInHostAsync(NetworkScene.Bridge));
        Assert.That(end, Is.Not.Null);
        Assert.That((end!.Alias, end.Master, end.IsUp, end.PortState), Is.EqualTo(("web/eth0", bridge!.Index, true, PortState.Forwarding)));
        Assert.That(end.HardwareAddress, Does.StartWith("fe:"));
        var addresses = await NetworkScene.InAsync(scene.HostNamespace, socket => socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read));
        Assert.That(addresses.Where(a => a.Index == end.Index), Is.Empty);
    }

    [Test]
    public async Task Without_networks_only_the_loopback_comes_up(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [], inside, locked: false, null, ct);
        var links = await NetworkScene.InAsync(inside, NetworkScene.AllLinks);
        Assert.That(links.Where(l => l.IsUp).Select(l => l.Name), Is.EqualTo(new[] { "lo" }));
        var addresses = await NetworkScene.InAsync(inside, socket => socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read));
        Assert.That(addresses.Select(a => a.Address), Is.EquivalentTo(new[] { IPAddress.Loopback, IPAddress.IPv6Loopback }));
    }

    [TestCase("10.9.0.2")]
    [TestCase("fd09::2")]
    public async Task Host_and_container_talk_tcp_through_the_bridge(string address, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec()], inside, locked: false, null, ct);
        using var connection = await Connection.OpenAsync(scene.HostNamespace, inside, IPAddress.Parse(address), ct);
        await connection.PassAsync(7, ct);
    }

    [TestCase("10.9.0.3")]
    [TestCase("fd09::3")]
    public async Task Two_containers_talk_tcp_through_the_bridge(string address, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var a = await NetworkNamespace.CreateAsync();
        using var b = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("a", [NetworkScene.Spec(2)], a, locked: false, null, ct);
        await scene.Links.AttachAsync("b", [NetworkScene.Spec(3)], b, locked: false, null, ct);
        using var connection = await Connection.OpenAsync(a, b, IPAddress.Parse(address), ct);
        await connection.PassAsync(7, ct);
    }

    [Test]
    public async Task After_removal_nothing_is_left_on_either_side(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        var before = await scene.HostLinksAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec(), new NetworkSpec { Link = new NetworkLink.Bridge(NetworkScene.Bridge), Name = "b" }], inside, locked: false, null, ct);
        await scene.Links.RemoveAsync("web", ct);
        Assert.That((await scene.HostLinksAsync()).Select(l => l.Name), Is.EquivalentTo(before.Select(l => l.Name)));
        Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Where(l => l.Name is "eth0" or "b"), Is.Empty);
        await Assert.DoesNotThrowAsync(() => scene.Links.RemoveAsync("web", ct), "a second time");
    }

    [Test]
    public async Task A_link_whose_inner_neighbour_was_deleted_from_inside_is_still_removed(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [NetworkScene.Spec(), new NetworkSpec { Link = new NetworkLink.Bridge(NetworkScene.Bridge), Name = "b" }], inside, locked: false, null, ct);
        await NetworkScene.InAsync(inside, socket => { socket.Send(LinkMessages.Delete("eth0"), "delete eth0"); return true; });
        Assert.That(await scene.Links.ListAsync("web", ct), Has.Count.EqualTo(1));
        await scene.Links.RemoveAsync("web", ct);
        Assert.That(await scene.Links.ListAsync("web", ct), Is.Empty);
    }

    [Test]
    public async Task A_hundred_containers_come_and_go_at_once_without_a_loss(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var inside = await NetworkNamespace.CreateAsync();
            await scene.Links.AttachAsync($"c{i}", [NetworkScene.Spec(2 + i)], inside, locked: false, null, ct);
            Assert.That(await scene.Links.ListAsync($"c{i}", ct), Has.Count.EqualTo(1));
            Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Single(l => l.Name == "eth0").IsUp, Is.True);
            await scene.Links.RemoveAsync($"c{i}", ct);
        }));
        Assert.That((await scene.HostLinksAsync()).Where(l => l.Name.StartsWith("ct", StringComparison.Ordinal)).Select(l => l.Name), Is.EqualTo(new[] { NetworkScene.Bridge }));
    }
}
