using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Networks;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge, Need.Nftables)]
[CancelAfter(60_000)]
internal sealed class PublishTests
{
    private static readonly IPAddress Web4 = IPAddress.Parse("10.9.0.2"), Web6 = IPAddress.Parse("fd09::2");

    private static NetworkSpec Web(params string[] ports) => NetworkScene.Spec() with { Ports = [.. ports.Select(port => PublishedPort.Parse(port))] };

    [Test]
    public async Task A_published_port_is_reached_from_outside_and_sees_who_comes(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web("8080:80", "5353:53/udp"), ct);
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 8080), ct), Is.EqualTo("connected from 192.0.2.2"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host6, 8080), ct), Is.EqualTo("connected from fd02::2"));
        Assert.That(await RulesScene.TryUdpAsync(scene.Outside, web, 53, new(RulesScene.Host4, 5353), ct), Is.EqualTo("answered to 192.0.2.2"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 81, new(RulesScene.Host4, 8081), ct), Is.EqualTo("ConnectionRefused"));
    }

    [Test]
    public async Task A_published_port_is_reached_from_the_host_itself_by_any_of_its_addresses(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        // Without a gateway it can only answer neighbours.
        var web = await scene.AddAsync("web", Web("8080:80") with { Gateways = [] }, ct);
        foreach (var address in (string[])["127.0.0.1", "192.0.2.1", "10.9.0.1"])
            Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 80, new(IPAddress.Parse(address), 8080), ct), Is.EqualTo("connected from 10.9.0.1"), address);
        Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 80, new(RulesScene.Host6, 8080), ct), Does.StartWith("connected"));
    }

    [Test]
    public async Task A_container_reaches_its_own_and_its_neighbours_ports_by_the_hosts_address(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web("8080:80"), ct);
        var other = await scene.AddAsync("other", NetworkScene.Spec(3), ct);
        Assert.That(await RulesScene.TryTcpAsync(web, web, 80, new(RulesScene.Host4, 8080), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(other, web, 80, new(RulesScene.Host4, 8080), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(other, web, 80, new(RulesScene.Host6, 8080), ct), Does.StartWith("connected"));
    }

    [Test]
    public async Task A_port_of_one_address_is_not_reached_by_another(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web("127.0.0.1:8080:80", "192.0.2.1:8081:80", "[fd02::1]:8082:80"), ct);
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 8080), ct), Is.EqualTo("ConnectionRefused"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 80, new(IPAddress.Loopback, 8080), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 8081), ct), Is.EqualTo("connected from 192.0.2.2"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host6, 8082), ct), Is.EqualTo("connected from fd02::2"));
    }

    [Test]
    public async Task What_listens_on_the_hosts_loopback_stays_out_of_reach_of_containers(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web("8080:80"), ct);
        Assert.That(await RulesScene.Run(scene.Host, "cat", $"/proc/sys/net/ipv4/conf/{NetworkScene.Bridge}/route_localnet"), Is.EqualTo("1\n"));
        await RulesScene.Run(web, "ip", "link set lo down");
        await RulesScene.Run(web, "ip", "route add 127.0.0.0/8 via 10.9.0.1 src 10.9.0.2");
        Assert.That(await RulesScene.TryTcpAsync(web, scene.Host, 99, new(IPAddress.Loopback, 99), ct), Is.Not.Contain("connected"));
        await scene.RemoveAsync("web", ct);
        Assert.That(await RulesScene.Run(scene.Host, "cat", $"/proc/sys/net/ipv4/conf/{NetworkScene.Bridge}/route_localnet"), Is.EqualTo("0\n"));
    }

    [Test]
    public async Task A_port_that_someone_has_is_refused_and_it_is_said_who(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Web("8080:80"), ct);
        var taken = await Assert.ThrowsAsync<ContainmentException>(() => scene.Rules.CheckAsync("other", [NetworkScene.Spec(3) with { Ports = [new(8080, 80) { Address = RulesScene.Host4 }] }], ct));
        Assert.That((taken!.Reason, taken.Message), Is.EqualTo((FailureReason.AlreadyExists, "port 8080/tcp of this host is published for container web already")));
        await Assert.DoesNotThrowAsync(() => scene.Rules.CheckAsync("other", [NetworkScene.Spec(3) with { Ports = [PublishedPort.Parse("8080:80/udp")] }], ct));

        using var listener = await NetworkScene.SocketInAsync(scene.Host, System.Net.Sockets.AddressFamily.InterNetwork);
        listener.Bind(new IPEndPoint(IPAddress.Any, 8081));
        listener.Listen();
        var used = await Assert.ThrowsAsync<ContainmentException>(() => scene.Rules.ApplyAsync("other", [NetworkScene.Spec(3) with { Ports = [new(8081, 80)] }], ct));
        Assert.That((used!.Reason, used.Message), Is.EqualTo((FailureReason.WrongState, "a process of this host listens on 0.0.0.0:8081/tcp; published, port 8081 would be taken from it")));
        await scene.Rules.RemoveAsync("other", ct);

        // Its links are gone and nobody cleaned up, as after kill -9: the next who wants the port gets it.
        await scene.Network.Links.RemoveAsync("web", ct);
        var next = await scene.AddAsync("next", Web("8080:81"), ct);
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, next, 81, new(RulesScene.Host4, 8080), ct), Does.StartWith("connected"));
    }

    [Test]
    public async Task What_leaves_a_masqueraded_container_carries_the_hosts_address(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var inside = await scene.AddAsync("job", NetworkScene.Spec() with { Masquerade = true }, ct);
        var neighbour = await scene.AddAsync("other", NetworkScene.Spec(3), ct);
        Assert.That(await RulesScene.TryTcpAsync(inside, scene.Outside, 80, new(RulesScene.Outside4, 80), ct), Is.EqualTo("connected from 192.0.2.1"));
        Assert.That(await RulesScene.TryTcpAsync(inside, scene.Outside, 80, new(RulesScene.Outside6, 80), ct), Is.EqualTo("connected from fd02::1"));
        Assert.That(await RulesScene.TryUdpAsync(inside, scene.Outside, 80, new(RulesScene.Outside4, 80), ct), Is.EqualTo("answered to 192.0.2.1"));
        Assert.That(await RulesScene.TryTcpAsync(inside, neighbour, 80, new(IPAddress.Parse("10.9.0.3"), 80), ct), Is.EqualTo("connected from 10.9.0.2"));
        Assert.That(await RulesScene.TryTcpAsync(neighbour, scene.Outside, 80, new(RulesScene.Outside4, 80), ct), Is.EqualTo("silence"), "one that does not ask for it");
    }

    [Test]
    public async Task Two_hundred_ports_need_as_many_rules_as_two_and_leave_nothing(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var before = await scene.StateAsync();
        await scene.Rules.ApplyAsync("c0", [Many(0, 2)], ct);
        var two = await CountAsync();
        for (var i = 1; i <= 10; i++) await scene.Rules.ApplyAsync($"c{i}", [Many(i, 20)], ct);
        Assert.That(await CountAsync(), Is.EqualTo(two));
        var web = await scene.AddAsync("c11", Many(11, 1), ct);
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 20220), ct), Does.StartWith("connected"));
        await scene.Network.Links.RemoveAsync("c11", ct);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => scene.Rules.RemoveAsync($"c{i}", ct)));
        Assert.That(await scene.StateAsync(), Is.EqualTo(before));

        static NetworkSpec Many(int i, int ports) => NetworkScene.Spec(2 + i) with { Masquerade = true, Ports = [.. Enumerable.Range(20000 + 20 * i, ports).Select(port => new PublishedPort(port, 80))] };
        async Task<int> CountAsync() => (await RulesScene.Run(scene.Host, "nft", "-j list ruleset")).Split("{\"rule\":").Length;
    }
}
