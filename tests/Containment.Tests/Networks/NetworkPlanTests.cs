using System.Net;
using Containment.Linux.Networks;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetworkPlanTests
{
    private static readonly Dictionary<string, ParentFacts> Bridges = new() { ["br0"] = new("br0", 7, 1450), ["br1"] = new("br1", 8, 1280) };

    private static NetworkSpec Eth0 => new()
    {
        Link = new NetworkLink.Bridge("br0"),
        Addresses = [IPNetworkAddress.Parse("10.9.0.2/24"), IPNetworkAddress.Parse("fd09::2/64")],
        Gateways = [IPAddress.Parse("10.9.0.1"), IPAddress.Parse("fd09::1")],
    };

    [Test]
    public void Without_networks_the_loopback_still_comes_up() =>
        Assert.That(Compile().Select(s => s.ToString()), Is.EqualTo(new[] { "container: set lo up" }));

    [Test]
    public void The_steps_of_one_network_come_in_order_the_hosts_first()
    {
        var end = LinkName.OfHost("web", "/state", 0);
        Assert.That(Compile(Eth0).Select(s => s.ToString()), Is.EqualTo(new[]
        {
            $"host: create eth0 ({end})", $"host: make {end} a port of br0", $"host: set {end} up",
            "container: set lo up", "container: add 10.9.0.2/24 to eth0", "container: add fd09::2/64 to eth0",
            "container: route by 10.9.0.1 on eth0", "container: route by fd09::1 on eth0",
        }));
    }

    [Test]
    public void Only_the_creation_names_a_process_and_the_place_for_its_pid_is_that_of_the_attribute()
    {
        var steps = Compile(Eth0);
        var create = steps.Single(s => s.PidOffset is not null);
        Assert.That(create, Is.SameAs(steps[0]));
        Assert.That(BitConverter.ToUInt16(create.Message, create.PidOffset!.Value - 2), Is.EqualTo(LinkAttribute.NetNsPid));
        Assert.That(BitConverter.ToUInt16(create.Message, create.PidOffset!.Value - 4), Is.EqualTo(8));
    }

    [Test]
    public void The_same_input_gives_the_same_bytes()
    {
        var (first, second) = (Compile(Eth0), Compile(Eth0));
        Assert.That(second.Select(s => Convert.ToHexString(s.Message)), Is.EqualTo(first.Select(s => Convert.ToHexString(s.Message))));
    }

    [Test]
    public void Interfaces_get_indexes_from_a_hundred_on()
    {
        var creates = Compile(Eth0, new NetworkSpec { Link = new NetworkLink.Bridge("br1"), Name = "lan" }).Where(s => s.Creates is not null);
        Assert.That(creates.Select(s => BitConverter.ToInt32(s.Message, 20)), Is.EqualTo(new[] { 100, 101 }));
    }

    [Test]
    public void The_mtu_is_the_bridges_unless_another_is_given()
    {
        Assert.That(Mtu(Compile(Eth0)[0]), Is.EqualTo(1450));
        Assert.That(Mtu(Compile(Eth0 with { Mtu = 1300 })[0]), Is.EqualTo(1300));
    }

    [Test]
    public void A_locked_plan_leaves_the_hosts_end_down() =>
        Assert.That(NetworkPlan.Compile("web", "/state", [Eth0], Bridges, locked: true).Select(s => s.Describe), Has.None.StartsWith("set ct"));

    [Test]
    public void Every_message_says_its_own_length() =>
        Assert.That(Compile(Eth0).All(s => BitConverter.ToInt32(s.Message) == s.Message.Length), Is.True);

    [Test]
    public void A_routed_link_has_the_host_for_a_gateway_and_answers_for_its_addresses_on_the_uplink()
    {
        var end = LinkName.OfHost("web", "/state", 0);
        Assert.That(Compile(Eth0 with { Link = new NetworkLink.Routed("br0"), Gateways = [] }).Select(s => s.ToString()), Is.EqualTo(new[]
        {
            $"host: create eth0 ({end})", $"host: set {end} up", $"host: add 169.254.1.1 to {end}", $"host: add fe80::1 to {end}",
            $"host: route to 10.9.0.2 by {end}", $"host: route to fd09::2 by {end}", "host: answer for 10.9.0.2 on br0", "host: answer for fd09::2 on br0",
            "container: set lo up", "container: add 10.9.0.2/32 to eth0", "container: add fd09::2/128 to eth0",
            "container: route by 169.254.1.1 on eth0", "container: route by fe80::1 on eth0",
        }));
    }

    [Test]
    public void A_locked_routed_link_answers_for_nobody_yet() =>
        Assert.That(NetworkPlan.Compile("web", "/state", [Eth0 with { Link = new NetworkLink.Routed("br0"), Gateways = [] }], Bridges, locked: true).Where(s => s.Draws), Is.Empty);

    [Test]
    public void A_macvlan_is_made_on_its_parent_inside_at_once()
    {
        var steps = Compile(Eth0 with { Link = new NetworkLink.Macvlan("br0", MacvlanMode.Private) });
        Assert.That(steps[0].ToString(), Is.EqualTo("host: create eth0 (macvlan on br0)"));
        Assert.That((steps[0].PidOffset is not null, steps[0].Creates), Is.EqualTo((true, (string?)null)));
    }

    [Test]
    public void An_interface_keeps_its_index_when_one_before_it_goes()
    {
        var end = LinkName.OfHost("web", "/state", 3);
        Assert.That(Compile(Eth0 with { Index = 103 })[0].ToString(), Is.EqualTo($"host: create eth0 ({end})"));
    }

    private static int Mtu(NetworkStep create)
    {
        var mtu = 0;
        NetlinkReader.Attributes(create.Message.AsSpan(32), (type, value) => mtu = type == LinkAttribute.Mtu ? BitConverter.ToInt32(value) : mtu);
        return mtu;
    }

    private static IReadOnlyList<NetworkStep> Compile(params NetworkSpec[] networks) => NetworkPlan.Compile("web", "/state", networks, Bridges);
}
