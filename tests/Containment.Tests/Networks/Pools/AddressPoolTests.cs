using System.Net;
using Containment.Networks;
using Containment.Networks.Pools;

namespace Containment.Tests.Networks.Pools;

internal sealed class AddressPoolTests
{
    private static readonly NetworkDefinition Lan = new("lan") { Subnets = [IPNetwork.Parse("10.9.0.0/29"), IPNetwork.Parse("fd09::/64")] };

    private static IEnumerable<string> Free(NetworkDefinition network, int subnet = 0, params string[] taken) =>
        AddressPool.Free(network, network.Subnets[subnet], taken.Select(IPAddress.Parse).ToHashSet()).Select(address => $"{address}");

    [Test]
    public void Network_router_and_broadcast_address_are_nobodys() =>
        Assert.That(Free(Lan), Is.EqualTo(new[] { "10.9.0.2", "10.9.0.3", "10.9.0.4", "10.9.0.5", "10.9.0.6" }));

    [Test]
    public void Taken_addresses_and_other_routers_are_left_out() =>
        Assert.That(Free(Lan with { Gateways = [IPAddress.Parse("10.9.0.6")] }, 0, "10.9.0.3"), Is.EqualTo(new[] { "10.9.0.2", "10.9.0.4", "10.9.0.5" }));

    [Test]
    public void Only_ranges_are_given_from_where_there_are_any() =>
        Assert.That(Free(Lan with { Ranges = [IPNetwork.Parse("10.9.0.4/31")] }), Is.EqualTo(new[] { "10.9.0.4", "10.9.0.5" }));

    [Test]
    public void A_subnet_of_2_to_the_64_gives_its_first_at_once() =>
        Assert.That(Free(Lan, 1, "fd09::2").Take(2), Is.EqualTo(new[] { "fd09::3", "fd09::4" }));

    [TestCase("10.9.1.0/24", "10.9.0.0/16", "subnets that overlap")]
    [TestCase("10.9.0.0/31", null, "no room")]
    [TestCase("127.0.0.0/8", null, "loopback")]
    [TestCase("224.0.0.0/24", null, "multicast")]
    public void Subnets_that_can_t_be_are_refused(string one, string? two, string why) =>
        Assert.That(() => new NetworkDefinition("lan") { Subnets = [.. new[] { one, two }.OfType<string>().Select(IPNetwork.Parse)] }, Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("Subnets"), why);

    [Test]
    public void A_range_or_a_router_outside_of_the_subnets_is_refused()
    {
        Assert.That(() => DefinitionRules.Check(Lan with { Ranges = [IPNetwork.Parse("10.10.0.0/24")] }, []), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("ranges"));
        Assert.That(() => DefinitionRules.Check(Lan with { Gateways = [IPAddress.Parse("10.10.0.1")] }, []), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("gateways"));
        Assert.That(() => DefinitionRules.Check(Lan with { Link = new NetworkLink.Routed(), Gateways = [IPAddress.Parse("10.9.0.1")] }, []), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("gateways"));
    }

    [Test]
    public void Two_networks_of_a_host_have_no_address_in_common()
    {
        var refused = Assert.Throws<ContainmentException>(() => DefinitionRules.Check(Lan, [new("wide") { Subnets = [IPNetwork.Parse("10.0.0.0/8")] }]));
        Assert.That((refused!.Reason, refused.Message.Contains("wide", StringComparison.Ordinal)), Is.EqualTo((FailureReason.AlreadyExists, true)));
    }

    [Test]
    public void The_host_is_the_router_unless_others_are_named_or_none()
    {
        Assert.That(DefinitionRules.GatewaysOf(Lan).Select(gateway => $"{gateway}"), Is.EqualTo(new[] { "10.9.0.1", "fd09::1" }));
        Assert.That(DefinitionRules.OfHost(Lan).Select(address => $"{address}"), Is.EqualTo(new[] { "10.9.0.1/29", "fd09::1/64" }));
        Assert.That(DefinitionRules.GatewaysOf(Lan with { Gateways = [] }), Is.Empty);
        Assert.That(DefinitionRules.OfHost(Lan with { Gateways = [IPAddress.Parse("10.9.0.3")] }), Is.Empty);
        Assert.That(DefinitionRules.GatewaysOf(Lan with { Link = new NetworkLink.Macvlan("eth0") }), Is.Empty, "the host is not reached by macvlan");
    }

    [TestCase("host")]
    [TestCase("none")]
    [TestCase("../x")]
    [TestCase(".work")]
    [TestCase("Lan")]
    [TestCase("")]
    public void Names_that_mean_something_else_are_refused(string name) => Assert.That(() => new NetworkDefinition(name), Throws.TypeOf<InvalidSpecException>());
}
