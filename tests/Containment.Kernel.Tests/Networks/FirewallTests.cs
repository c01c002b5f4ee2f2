using System.Net;
using Containment.Kernel.Tests.Needs;
using Containment.Networks;
using Containment.Resources;

namespace Containment.Kernel.Tests.Networks;

[Needs(Need.Root, Need.Bridge, Need.Nftables, Need.Busybox)]
[CancelAfter(60_000)]
internal sealed class FirewallTests
{
    private static readonly IPAddress Web4 = IPAddress.Parse("10.9.0.2"), Web6 = IPAddress.Parse("fd09::2"), Peer4 = IPAddress.Parse("10.9.0.3"), Peer6 = IPAddress.Parse("fd09::3");

    private static NetworkSpec Walled(Firewall firewall) => NetworkScene.Spec() with { Firewall = firewall };

    private static FirewallRule Rule(FirewallDirection direction, FirewallAction action, FirewallProtocol protocol, string ports = "", params string[] peers) => new()
    {
        Direction = direction, Action = action, Protocol = protocol, Ports = [.. ports.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(port => PortRange.Parse(port))], Peers = [.. peers.Select(peer => IPNetworkAddress.Parse(peer))],
    };

    [Test]
    public async Task What_comes_in_is_dropped_but_for_what_a_rule_accepts_and_answers_pass(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Walled(new() { Inbound = FirewallAction.Drop, Rules = [Rule(FirewallDirection.In, FirewallAction.Accept, FirewallProtocol.Tcp, "80 8000-8099", "10.9.0.0/24", "fd09::/64")] }), ct);
        var peer = await scene.AddAsync("peer", NetworkScene.Spec(3), ct);
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 8050, new(Web4, 8050), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 80, new(Web6, 80), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 80, new(Web4, 80), ct), Does.StartWith("connected"), "from the host");
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 81, new(Web4, 81), ct), Is.EqualTo("silence"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 81, new(Web4, 81), ct), Is.EqualTo("silence"), "from the host");
        Assert.That(await RulesScene.TryUdpAsync(peer, web, 80, new(Web4, 80), ct), Is.EqualTo("silence"));
        Assert.That(await RulesScene.TryTcpAsync(web, peer, 81, new(Peer4, 81), ct), Does.StartWith("connected"), "answers");
        Assert.That(await RulesScene.TryUdpAsync(web, peer, 81, new(Peer6, 81), ct), Does.StartWith("answered"), "answers");
        await RulesScene.Run(web, "busybox", "ping -c1 -W1 10.9.0.3");
    }

    [Test]
    public async Task What_goes_out_is_rejected_with_an_answer_and_the_peer_gets_none_of_it(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Walled(new() { Outbound = FirewallAction.Reject, Rules = [Rule(FirewallDirection.Out, FirewallAction.Drop, FirewallProtocol.Tcp, "82"), Rule(FirewallDirection.Out, FirewallAction.Accept, FirewallProtocol.Any, "", "fd09::3/128")] }), ct);
        var peer = await scene.AddAsync("peer", NetworkScene.Spec(3), ct);
        Assert.That(await RulesScene.TryTcpAsync(web, peer, 81, new(Peer4, 81), ct), Is.EqualTo("ConnectionRefused"));
        Assert.That(await RulesScene.TryUdpAsync(web, peer, 81, new(Peer4, 81), ct), Is.EqualTo("HostUnreachable"));
        Assert.That(await RulesScene.TryTcpAsync(web, scene.Outside, 81, new(RulesScene.Outside4, 81), ct), Is.EqualTo("ConnectionRefused"), "by way of the host");
        Assert.That(await RulesScene.TryTcpAsync(web, peer, 82, new(Peer4, 82), ct), Is.EqualTo("silence"));
        Assert.That(await RulesScene.TryTcpAsync(web, peer, 81, new(Peer6, 81), ct), Does.StartWith("connected"), "accepted");
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 81, new(Web4, 81), ct), Does.StartWith("connected"), "answers");
    }

    [Test]
    public async Task What_comes_in_is_rejected_with_an_answer_whoever_sends_it(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var web = await scene.AddAsync("web", Walled(new() { Inbound = FirewallAction.Reject }) with { Ports = [new(8080, 80)] }, ct);
        var peer = await scene.AddAsync("peer", NetworkScene.Spec(3), ct);
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 81, new(Web4, 81), ct), Is.EqualTo("ConnectionRefused"));
        Assert.That(await RulesScene.TryTcpAsync(peer, web, 81, new(Web6, 81), ct), Is.EqualTo("ConnectionRefused"));
        Assert.That(await RulesScene.TryUdpAsync(peer, web, 81, new(Web4, 81), ct), Is.EqualTo("HostUnreachable"));
        Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 81, new(Web4, 81), ct), Is.EqualTo("ConnectionRefused"), "from the host");
        Assert.That(await RulesScene.TryTcpAsync(scene.Outside, web, 80, new(RulesScene.Host4, 8080), ct), Is.EqualTo("connected from 192.0.2.2"), "a published port passes");
        Assert.That(await RulesScene.TryTcpAsync(web, peer, 81, new(Peer4, 81), ct), Does.StartWith("connected"), "answers");
    }

    [Test]
    public async Task A_connection_lives_on_when_the_firewall_comes_up_again_with_the_container(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var spec = Walled(new() { Inbound = FirewallAction.Drop, Outbound = FirewallAction.Drop, Rules = [Rule(FirewallDirection.In, FirewallAction.Accept, FirewallProtocol.Tcp, "80")] });
        var web = await scene.AddAsync("web", spec, ct);
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("nsenter", [$"--net=/proc/{Environment.ProcessId}/fd/{web.Number}", "sleep", "60"]))!;
        try
        {
            using var listener = await NetworkScene.SocketInAsync(web, System.Net.Sockets.AddressFamily.InterNetwork);
            listener.Bind(new IPEndPoint(Web4, 80));
            listener.Listen();
            using var client = await NetworkScene.SocketInAsync(scene.Host, System.Net.Sockets.AddressFamily.InterNetwork);
            await client.ConnectAsync(new IPEndPoint(Web4, 80), ct);
            using var connection = new Connection(client, await listener.AcceptAsync(ct));
            await connection.PassAsync(1, ct);

            // As on another host: nothing is known of it, and the rules don't let it begin any more.
            await scene.Rules.ApplyAsync("web", [spec with { Firewall = spec.Firewall! with { Rules = [] } }], ct);
            while (File.ReadAllText($"/proc/{process.Id}/comm").Trim() != "sleep") await Task.Delay(5, ct);
            await scene.Rules.RememberAsync("web", [spec], process.Id, ct);
            await connection.PassAsync(2, ct);
            Assert.That(await RulesScene.TryTcpAsync(scene.Host, web, 81, new(Web4, 81), ct), Is.EqualTo("silence"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    [Test]
    public async Task Isolated_containers_reach_the_host_and_others_but_not_each_other(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var a = await scene.AddAsync("a", NetworkScene.Spec() with { Isolated = true }, ct);
        var b = await scene.AddAsync("b", NetworkScene.Spec(3) with { Isolated = true }, ct);
        var c = await scene.AddAsync("c", NetworkScene.Spec(4), ct);
        Assert.That(await RulesScene.TryTcpAsync(a, b, 80, new(Peer4, 80), ct), Is.Not.Contain("connected"));
        Assert.That(await RulesScene.TryTcpAsync(a, b, 80, new(Peer6, 80), ct), Is.Not.Contain("connected"));
        Assert.That(await RulesScene.TryTcpAsync(a, scene.Host, 80, new(NetworkScene.Host4, 80), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(a, c, 80, new(IPAddress.Parse("10.9.0.4"), 80), ct), Does.StartWith("connected"));
        Assert.That(await RulesScene.TryTcpAsync(c, b, 80, new(Peer4, 80), ct), Does.StartWith("connected"));

        // The host is made a router, and root inside knows that.
        await scene.AddAsync("d", NetworkScene.Spec(5) with { Isolated = true, Ports = [new(8080, 80)] }, ct);
        await RulesScene.Run(a, "ip", "route add 10.9.0.3/32 via 10.9.0.1");
        await RulesScene.Run(a, "ip", "route add fd09::3/128 via fd09::1");
        await RulesScene.Run(a, "ip", "route add 10.9.0.4/32 via 10.9.0.1");
        Assert.That(await RulesScene.TryTcpAsync(a, b, 80, new(Peer4, 80), ct), Is.Not.Contain("connected"), "by way of the host");
        Assert.That(await RulesScene.TryTcpAsync(a, b, 80, new(Peer6, 80), ct), Is.Not.Contain("connected"), "by way of the host");
        Assert.That(await RulesScene.TryTcpAsync(a, c, 80, new(IPAddress.Parse("10.9.0.4"), 80), ct), Does.StartWith("connected"), "one that is not isolated");
        // Otherwise what is translated stays on the bridge, which keeps them apart.
        if (Directory.Exists("/proc/sys/net/bridge")) await RulesScene.SetAsync(scene.Host, "net.bridge.bridge-nf-call-iptables=0");
        Assert.That(await RulesScene.TryTcpAsync(a, scene["d"], 80, new(RulesScene.Host4, 8080), ct), Does.StartWith("connected"), "a published port");
    }

    [Test]
    public async Task A_removed_container_leaves_none_of_its_rules_and_others_keep_theirs(CancellationToken ct)
    {
        await using var scene = await RulesScene.MakeAsync();
        var before = await scene.StateAsync();
        await scene.AddAsync("peer", NetworkScene.Spec(3) with { Firewall = new() { Inbound = FirewallAction.Reject }, Ports = [new(8081, 80)] }, ct);
        var one = await scene.StateAsync();
        for (var i = 0; i < 2; i++)
        {
            await scene.AddAsync("web", Walled(new() { Inbound = FirewallAction.Drop, Outbound = FirewallAction.Reject }) with { Ports = [new(8080, 80)], Masquerade = true, Isolated = true, Bandwidth = new() { In = IoRate.Of(1 << 20), Out = IoRate.Of(1 << 20) } }, ct);
            await scene.RemoveAsync("web", ct);
        }
        Assert.That(Plain(await scene.StateAsync()), Is.EqualTo(Plain(one)));
        await scene.RemoveAsync("peer", ct);
        Assert.That(await scene.StateAsync(), Is.EqualTo(before));

        // Handles of rules go up.
        static string Plain(string state) => System.Text.RegularExpressions.Regex.Replace(state, "\"handle\": [0-9]+", "");
    }
}
