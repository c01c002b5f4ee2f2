using System.Net;
using System.Net.Sockets;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge)]
[CancelAfter(60_000)]
internal sealed class LinkKindTests
{
    private static readonly IPAddress Inside4 = IPAddress.Parse("10.20.0.9"), Inside6 = IPAddress.Parse("fd20::9");

    private static NetworkSpec Spec(string link) => new() { Link = NetworkLink.Parse(link), Addresses = [new(Inside4, 24), new(Inside6, 64)] };

    [TestCase("macvlan:up0")]
    [TestCase("macvlan:up0:private")]
    [TestCase("routed:up0")]
    public async Task Somebody_on_the_hosts_network_reaches_the_container_by_both_families_and_a_lock_lets_nothing_pass(string link, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var outside = await Outside.MakeAsync(scene);
        using var inside = await NetworkNamespace.CreateAsync();
        var before = await StateAsync(scene);
        await scene.Links.AttachAsync("web", [Spec(link)], inside, locked: false, null, ct);
        foreach (var address in (IPAddress[])[Inside4, Inside6])
        {
            using var connection = await Connection.OpenAsync(outside.Namespace, inside, address, ct);
            await connection.PassAsync(1, ct);
            await scene.Links.LockAsync("web", [Spec(link)], inside, ct);
            await connection.Client.SendAsync(new byte[] { 2 }, ct);
            await connection.Server.SendAsync(new byte[] { 3 }, ct);
            await Task.Delay(300, ct);
            Assert.That((connection.Client.Available, connection.Server.Available), Is.EqualTo((0, 0)), "bytes that passed the lock");
            await scene.Links.UnlockAsync("web", [Spec(link)], inside, ct);
            var buffer = new byte[1];
            Assert.That(await connection.Server.ReceiveAsync(buffer, ct), Is.EqualTo(1));
            Assert.That(await connection.Client.ReceiveAsync(buffer, ct), Is.EqualTo(1));
        }
        await scene.Links.DetachAsync("web", Spec(link) with { Index = 100 }, inside, ct);
        Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Select(one => one.Name), Has.None.EqualTo("eth0"));
        Assert.That(await StateAsync(scene), Is.EqualTo(before), "what is left on the host");
    }

    [TestCase("macvlan:up0")]
    [TestCase("routed:up0")]
    public async Task A_locked_attach_draws_no_traffic_and_an_unlock_does(string link, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var outside = await Outside.MakeAsync(scene);
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [Spec(link)], inside, locked: true, null, ct);
        using (var client = await NetworkScene.SocketInAsync(outside.Namespace, AddressFamily.InterNetwork))
            Assert.That(async () => await client.ConnectAsync(Inside4, 7).WaitAsync(TimeSpan.FromMilliseconds(400), ct), Throws.TypeOf<TimeoutException>());
        Assert.That(await ProxiesAsync(scene), Is.Empty);
        await scene.Links.UnlockAsync("web", [Spec(link)], inside, ct);
        (await Connection.OpenAsync(outside.Namespace, inside, Inside4, ct)).Dispose();
        await scene.Links.RemoveAsync("web", ct);
        Assert.That(await ProxiesAsync(scene), Is.Empty);
    }

    [Test]
    public async Task Routed_containers_reach_each_other_and_the_host_but_see_no_neighbours(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var one = await NetworkNamespace.CreateAsync();
        using var two = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("one", [Spec("routed")], one, locked: false, null, ct);
        await scene.Links.AttachAsync("two", [Spec("routed") with { Addresses = [IPNetworkAddress.Parse("10.20.0.10/24"), IPNetworkAddress.Parse("fd20::a/64")] }], two, locked: false, null, ct);
        foreach (var address in (IPAddress[])[Inside4, Inside6])
        {
            (await Connection.OpenAsync(two, one, address, ct)).Dispose();
            (await Connection.OpenAsync(scene.HostNamespace, one, address, ct)).Dispose();
        }
        var neighbours = await NetworkScene.InAsync(two, socket => socket.Dump(RouteMessages.GetNeighbours(), "list", Neighbour.Read));
        Assert.That(neighbours.Where(n => n.HardwareAddress is { Length: > 0 } mac && mac != "000000000000").Select(n => n.Address).OfType<IPAddress>().Where(a => !a.IsIPv6Multicast), Is.SubsetOf(new[] { RoutedLink.Gateway4, RoutedLink.Gateway6 }));
    }

    [Test]
    public async Task An_index_that_is_anothers_is_not_taken(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var inside = await NetworkNamespace.CreateAsync();
        var wanted = LinkName.IndexOfHost(LinkName.OfHost("web", scene.Host.Options.StateDirectory, 0));
        var other = LinkMessages.CreateVeth("far", 100, [2, 0, 0, 0, 0, 1], 1500, "near", [2, 0, 0, 0, 0, 2], 1500, out var offset, wanted);
        using var elsewhere = await NetworkNamespace.CreateAsync();
        await NetworkScene.InAsync(scene.HostNamespace, socket => { NetworkSteps.SendHost([new(NetworkPlace.Host, other, offset, "in the way")], elsewhere, socket, [], ct); return true; });
        await scene.Links.AttachAsync("web", [Spec("routed")], inside, locked: false, null, ct);
        (await Connection.OpenAsync(scene.HostNamespace, inside, Inside4, ct)).Dispose();
    }

    [Test]
    public async Task A_neighbour_on_the_uplink_learns_that_another_host_answers_now(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var outside = await Outside.MakeAsync(scene);
        using var inside = await NetworkNamespace.CreateAsync();
        await scene.Links.AttachAsync("web", [Spec("routed:up0")], inside, locked: false, null, ct);
        foreach (var address in (IPAddress[])[Inside4, Inside6]) (await Connection.OpenAsync(outside.Namespace, inside, address, ct)).Dispose();
        await NetworkScene.InAsync(scene.HostNamespace, socket => { socket.Send(LinkMessages.Configure(LinkQueries.Find(socket, Outside.Uplink)!.Index, [2, 0, 0, 0, 0, 9], mtu: 0), "another host"); return true; });
        using var announcing = await scene.Links.AnnounceAsync("web", [Spec("routed:up0")], inside, ct);
        var known = (await NetworkScene.InAsync(outside.Namespace, socket => socket.Dump(RouteMessages.GetNeighbours(), "list", Neighbour.Read))).Where(n => Inside4.Equals(n.Address) || Inside6.Equals(n.Address)).Select(n => n.HardwareAddress);
        Assert.That(known, Is.EqualTo(new[] { "020000000009", "020000000009" }));
    }

    [TestCase("ipvlan:up0")]
    [TestCase("ipvlan:up0:l3")]
    public async Task An_ipvlan_link_works_or_the_kernel_says_that_it_has_none(string link, CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var outside = await Outside.MakeAsync(scene);
        using var inside = await NetworkNamespace.CreateAsync();
        try
        {
            await scene.Links.AttachAsync("web", [Spec(link)], inside, locked: false, null, ct);
            (await Connection.OpenAsync(outside.Namespace, inside, Inside4, ct)).Dispose();
        }
        catch (KernelException refused) when (refused.ErrorName == "EOPNOTSUPP")
        {
            Assert.That(refused.Message, Does.Contain("ipvlan"));
        }
    }

    [Test]
    public async Task Hundreds_of_interfaces_that_come_and_go_at_once_lose_nothing(CancellationToken ct)
    {
        await using var scene = await NetworkScene.MakeAsync();
        using var outside = await Outside.MakeAsync(scene);
        var before = await StateAsync(scene);
        string[] links = [$"bridge:{NetworkScene.Bridge}", "routed:up0", "macvlan:up0", "routed"];
        await Parallel.ForAsync(0, 25, new ParallelOptions { MaxDegreeOfParallelism = 25, CancellationToken = ct }, async (n, stop) =>
        {
            using var inside = await NetworkNamespace.CreateAsync();
            var id = (ContainerId)$"c{n}";
            for (var round = 0; round < 2; round++)
            {
                var all = links.Select((link, i) => new NetworkSpec { Link = NetworkLink.Parse(link), Name = $"eth{i}", Index = 100 + i, Addresses = i == 3 ? [new(IPAddress.Parse($"10.21.{i}.{n + 1}"), 24)] : i == 1 ? [new(IPAddress.Parse($"fd21::{n + 1:x}"), 64)] : [] }).ToList();
                foreach (var network in all) await scene.Links.AttachAsync(id, [network], inside, locked: false, null, stop);
                Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Select(one => one.Name), Is.SupersetOf(all.Select(one => one.Name)));
                foreach (var network in all) await scene.Links.DetachAsync(id, network, inside, stop);
                Assert.That((await NetworkScene.InAsync(inside, NetworkScene.AllLinks)).Select(one => one.Name), Has.None.StartsWith("eth"));
            }
        });
        Assert.That(await StateAsync(scene), Is.EqualTo(before));
        Assert.That(Directory.EnumerateFiles(scene.Host.Options.RuntimeDirectory), Is.Empty);
    }

    private static async Task<IReadOnlyList<string>> StateAsync(NetworkScene scene) => await NetworkScene.InAsync(scene.HostNamespace, socket => (IReadOnlyList<string>)
    [
        .. NetworkScene.AllLinks(socket).Select(link => link.Name).Order(StringComparer.Ordinal),
        .. socket.Dump(RouteMessages.GetAll(), "list routes", Route.Read).Where(route => route.Table == 254 && route.Destination?.IsIPv6LinkLocal != true).Select(route => $"{route.Destination}/{route.Prefix} {route.OutInterface}").Order(StringComparer.Ordinal),
        .. socket.Dump(AddressMessages.GetAll(), "list addresses", LinkAddress.Read).Where(address => !address.Address.IsIPv6LinkLocal).Select(address => $"{address.Address} {address.Index}").Order(StringComparer.Ordinal),
        .. Proxies(socket),
    ]);

    private static Task<IReadOnlyList<string>> ProxiesAsync(NetworkScene scene) => NetworkScene.InAsync(scene.HostNamespace, Proxies);

    // A dump with NTF_PROXY (8) in the header lists them alone.
    private static IReadOnlyList<string> Proxies(NetlinkSocket socket)
    {
        var request = RouteMessages.GetNeighbours();
        request[16 + 10] = 8;
        return [.. socket.Dump(request, "list proxies", Neighbour.Read).Select(n => $"{n.Address} on {n.Index}").Order(StringComparer.Ordinal)];
    }
}
