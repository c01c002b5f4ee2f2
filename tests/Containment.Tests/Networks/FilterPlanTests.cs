using System.Net;
using Containment.Networks;
using Containment.Networks.Filtering;

namespace Containment.Tests.Networks;

internal sealed class FilterPlanTests
{
    private static readonly FilterTable Table = FilterTable.Of("/var/lib/containment");
    private static readonly FilterState There = new([new("ports4", "tcp . 8080", "web"), new("near4", "10.9.0.2 . 10.9.0.0/24", "web")], [InetLayout.Version]);

    private static NetworkSpec Eth0 => new() { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.9.0.2/24"), IPNetworkAddress.Parse("fd09::2/64")] };

    private static string[] Apply(NetworkSpec network, FilterState? now = null, params string[] gone) =>
        FilterPlan.Apply(Table, "web", [new("ct0", network, "02:00:00:00:00:02", "02:00:00:00:00:01")], now ?? There with { Elements = [] }, gone).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Test]
    public void Ports_are_elements_that_carry_their_owner()
    {
        Assert.That(Apply(Eth0 with { Ports = [PublishedPort.Parse("8080:80"), PublishedPort.Parse("10.0.0.1:53:5353/udp")] }), Is.EqualTo(new[]
        {
            "create element inet containment ports4 { tcp . 8080 comment \"web\" : 10.9.0.2 . 80 }",
            "create element inet containment ports6 { tcp . 8080 comment \"web\" : fd09::2 . 80 }",
            "create element inet containment bound4 { 10.0.0.1 . udp . 53 comment \"web\" : 10.9.0.2 . 5353 }",
            "create element inet containment near4 { 10.9.0.2 . 10.9.0.0/24 comment \"web\" }",
            "create element inet containment near6 { fd09::2 . fd09::/64 comment \"web\" }",
        }));
    }

    [Test]
    public void Masqueraded_addresses_are_elements_that_carry_their_owner() =>
        Assert.That(Apply(Eth0 with { Masquerade = true }).Where(line => line.Contains(" nat")), Is.EqualTo(new[]
        {
            "create element inet containment nat4 { 10.9.0.2 comment \"web\" }",
            "create element inet containment nat6 { fd09::2 comment \"web\" }",
        }));

    [Test]
    public void A_second_container_adds_no_rule()
    {
        var first = Apply(Eth0 with { Ports = [new(8080, 80)] }, FilterState.Nothing);
        Assert.That(first.Count(line => line.StartsWith("add rule", StringComparison.Ordinal)), Is.GreaterThan(10));
        Assert.That(Apply(Eth0 with { Ports = [new(8080, 80)], Masquerade = true }).Where(line => line.Contains("rule")), Is.Empty);
    }

    [Test]
    public void What_a_container_had_and_what_gone_ones_had_goes_in_the_same_transaction()
    {
        var now = There with { Elements = [.. There.Elements, new("ports4", "tcp . 81", "dead"), new("ports4", "tcp . 82", "other")] };
        Assert.That(Apply(Eth0, now, "dead"), Is.EqualTo(new[]
        {
            "delete element inet containment ports4 { tcp . 8080 }", "delete element inet containment near4 { 10.9.0.2 . 10.9.0.0/24 }", "delete element inet containment ports4 { tcp . 81 }",
        }));
    }

    [Test]
    public void Removal_takes_only_what_is_the_containers_and_the_last_takes_the_table()
    {
        var two = There with { Elements = [.. There.Elements, new("ports4", "tcp . 82", "other"), new(InetLayout.Walls, "ct9 . 00:00:00:00:00:00", "other")] };
        Assert.That(FilterPlan.Remove(Table, ["web"], two), Is.EqualTo("delete element inet containment ports4 { tcp . 8080 }\ndelete element inet containment near4 { 10.9.0.2 . 10.9.0.0/24 }\n"));
        Assert.That(FilterPlan.Remove(Table, ["web"], There), Does.EndWith("delete table inet containment\n").And.Not.Contain("bridge"));
        Assert.That(FilterPlan.Remove(Table, ["web", "other"], two), Does.EndWith("delete set bridge containment o6-ct9\ndelete table bridge containment\ndelete table inet containment\n"));
        Assert.That(FilterPlan.Remove(Table, ["web"], FilterState.Nothing), Is.Null);
    }

    [Test]
    public void A_firewall_judges_by_its_rules_in_their_order_then_published_ports_then_the_default()
    {
        var lines = Apply(Eth0 with
        {
            Ports = [new(8080, 80), new(8443, 443)],
            Firewall = new()
            {
                Inbound = FirewallAction.Drop,
                Rules =
                [
                    new() { Action = FirewallAction.Drop, Peers = [IPNetworkAddress.Parse("10.1.2.3/8"), IPNetworkAddress.Parse("10.9.0.0/16"), IPNetworkAddress.Parse("fd00::1/128")] },
                    new() { Protocol = FirewallProtocol.Udp, Ports = [new(53, 53), new(60, 70), new(54, 60)] },
                    new() { Direction = FirewallDirection.Out, Action = FirewallAction.Drop, Protocol = FirewallProtocol.Icmp },
                ],
            },
        });
        var inward = lines.Where(line => line.StartsWith("add rule bridge containment in-ct0 ", StringComparison.Ordinal)).Select(line => line["add rule bridge containment in-ct0 ".Length..]).ToList();
        Assert.That(inward[0], Is.EqualTo("jump basics"));
        Assert.That(inward[^5..], Is.EqualTo(new[]
        {
            "ip saddr { 10.0.0.0/8 } drop", "ip6 saddr { fd00::1/128 } drop", "udp dport { 53-70 } goto keep-in-ct0", "tcp dport { 80, 443 } goto keep-in-ct0", "drop",
        }));
        Assert.That(lines.Where(line => line.StartsWith("add rule bridge containment out-ct0 ", StringComparison.Ordinal)).TakeLast(2), Is.EqualTo(new[]
        {
            "add rule bridge containment out-ct0 meta l4proto { icmp, ipv6-icmp } drop", "add rule bridge containment out-ct0 goto keep-out-ct0",
        }));
        Assert.That(lines, Does.Contain("create element bridge containment out { \"ct0\" comment \"web\" : jump out-ct0 }").And.Contain("create element bridge containment in { \"ct0\" comment \"web\" : jump in-ct0 }"));
    }

    [Test]
    public void A_refusal_is_the_hosts_to_give_and_on_the_way_in_by_whichever_way_it_comes()
    {
        var lines = Apply(Eth0 with { Firewall = new() { Inbound = FirewallAction.Reject, Outbound = FirewallAction.Reject } });
        const string HandUp = "ether daddr set 02:00:00:00:00:01 meta pkttype set host meta mark set 0x436f6e74 accept";
        Assert.That(lines, Does.Contain($"add rule bridge containment out-ct0 {HandUp}").And.Contain($"add rule bridge containment to-ct0 {HandUp}").And.Contain("add rule bridge containment in-ct0 drop"));
        Assert.That(lines, Does.Contain("create element bridge containment to { 02:00:00:00:00:02 comment \"web\" : jump to-ct0 }"));
        Assert.That(lines, Does.Contain("add rule inet containment in-ct0 jump refuse").And.Contain("create element inet containment to4 { 10.9.0.2 comment \"web\" : jump in-ct0 }"));
    }

    [Test]
    public void An_isolated_containers_addresses_are_kept_from_who_sends_to_its_bridges_own_address()
    {
        Assert.That(Apply(Eth0 with { Isolated = true }).Where(line => line.StartsWith("create", StringComparison.Ordinal)), Is.EqualTo(new[]
        {
            "create element inet containment apart4 { 02:00:00:00:00:01 . 10.9.0.2 comment \"web\" }", "create element bridge containment apart4 { 02:00:00:00:00:01 . 10.9.0.2 comment \"web\" }",
            "create element inet containment apart6 { 02:00:00:00:00:01 . fd09::2 comment \"web\" }", "create element bridge containment apart6 { 02:00:00:00:00:01 . fd09::2 comment \"web\" }",
        }));
        Assert.That(FilterPlan.Remove(Table, ["web"], There with { Elements = [new("apart4", "02:00:00:00:00:01 . 10.9.0.2", "web")] }), Is.EqualTo(
            "delete element inet containment apart4 { 02:00:00:00:00:01 . 10.9.0.2 }\ndelete element bridge containment apart4 { 02:00:00:00:00:01 . 10.9.0.2 }\ndelete table bridge containment\ndelete table inet containment\n"));
    }

    [Test]
    public void Tables_of_two_state_directories_have_two_names()
    {
        Assert.That(FilterTable.Of("/var/lib/containment/").Name, Is.EqualTo("containment"));
        Assert.That(FilterTable.Of("/a").Name, Does.Match("^containment_[0-9a-f]{10}$").And.Not.EqualTo(FilterTable.Of("/b").Name));
    }

    [Test]
    public void Networks_lose_the_bits_of_hosts_and_those_within_others() =>
        Assert.That(Prefixes.Merge([IPNetworkAddress.Parse("10.9.8.7/22"), IPNetworkAddress.Parse("10.9.9.0/24"), IPNetworkAddress.Parse("fd00::5/9"), IPNetworkAddress.Parse("0.0.0.1/32")]).Select(network => $"{network}"),
            Is.EquivalentTo(new[] { "10.9.8.0/22", "fd00::/9", "0.0.0.1/32" }));

    [Test]
    public void Connections_that_came_along_are_told_to_the_link_that_has_their_address() =>
        Assert.That(Flows.Remember(Table.Bridge, "ct0", [new(TransportProtocol.Tcp, IPAddress.Parse("10.9.0.2"), 80, IPAddress.Parse("10.9.0.3"), 4000)]), Is.EqualTo(new[]
        {
            "add element bridge containment f4-ct0 { 10.9.0.2 . 10.9.0.3 . tcp . 80 . 4000 timeout 1d }",
        }));
}
