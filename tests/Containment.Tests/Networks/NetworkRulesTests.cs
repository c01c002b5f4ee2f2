using System.Net;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetworkRulesTests
{
    private static NetworkSpec Eth0 => new() { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.2/24"), IPNetworkAddress.Parse("fd00::2/64")] };

    [Test]
    public void Two_interfaces_of_one_name_are_refused() => Refused("networks[1].name", Eth0, new NetworkSpec { Link = new NetworkLink.Bridge("br1") });

    [Test]
    public void One_hardware_address_for_two_interfaces_is_refused() =>
        Refused("networks[1].mac", Eth0 with { Mac = "02:00:00:00:00:0a" }, new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Name = "b", Mac = "02:00:00:00:00:0A" });

    [Test]
    public void One_address_for_two_interfaces_is_refused() =>
        Refused("networks[1].addresses", Eth0, new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Name = "b", Addresses = [IPNetworkAddress.Parse("fd00::2/64")] });

    [TestCase("10.0.1.1")]
    [TestCase("fd00:0:0:1::1")]
    [TestCase("10.0.0.2")]
    public void A_gateway_that_is_not_another_station_of_a_prefix_is_refused(string gateway) =>
        Refused("networks[0].gateways", Eth0 with { Gateways = [IPAddress.Parse(gateway)] });

    [Test]
    public void A_prefix_that_ends_inside_a_byte_is_compared_to_the_bit()
    {
        var network = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.66/26")] };
        Assert.DoesNotThrow(() => NetworkRules.Check([network with { Gateways = [IPAddress.Parse("10.0.0.126")] }]));
        Refused("networks[0].gateways", network with { Gateways = [IPAddress.Parse("10.0.0.1")] });
    }

    [Test]
    public void A_link_local_gateway_needs_no_prefix() => Assert.DoesNotThrow(() => NetworkRules.Check([Eth0 with { Gateways = [IPAddress.Parse("fe80::1")] }]));

    [Test]
    public void Default_routes_of_one_family_on_two_interfaces_are_refused() => Refused("networks[1].gateways",
        Eth0 with { Gateways = [IPAddress.Parse("10.0.0.1")] },
        new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Name = "b", Addresses = [IPNetworkAddress.Parse("10.1.0.2/24")], Gateways = [IPAddress.Parse("10.1.0.1")] });

    [Test]
    public void An_mtu_too_small_for_the_IPv6_address_is_refused() => Refused("networks[0].mtu", Eth0 with { Mtu = 1000 });

    [Test]
    public void A_seventeenth_interface_is_refused() =>
        Refused("networks", [.. Enumerable.Range(0, 17).Select(i => new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Name = $"e{i}" })]);

    private static void Refused(string field, params NetworkSpec[] networks) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => NetworkRules.Check(networks))!.Field, Is.EqualTo(field));
}
