using System.Net;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetworkSpecTests
{
    [TestCase("")]
    [TestCase("sixteen-letters-")]
    [TestCase("a/b")]
    [TestCase("a b")]
    [TestCase("eth%d")]
    [TestCase("eth0:1")]
    [TestCase("lo")]
    [TestCase("..")]
    [TestCase("é")]
    public void A_name_that_the_kernel_would_not_take_as_it_is_is_refused(string name)
    {
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Name = name })!.Field, Is.EqualTo("Name"));
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge(name) })!.Field, Is.EqualTo("link.bridge"));
    }

    [TestCase("02:00:00:00:00")]
    [TestCase("02-00-00-00-00-01")]
    [TestCase("01:00:00:00:00:01")]
    [TestCase("ff:ff:ff:ff:ff:ff")]
    [TestCase("00:00:00:00:00:00")]
    [TestCase("02:00:00:00:00:0g")]
    public void A_hardware_address_that_is_none_of_one_station_is_refused(string mac) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Mac = mac })!.Field, Is.EqualTo("Mac"));

    [TestCase(0)]
    [TestCase(67)]
    [TestCase(65536)]
    [TestCase(-1)]
    public void An_mtu_out_of_range_is_refused(int mtu) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Mtu = mtu })!.Field, Is.EqualTo("Mtu"));

    [TestCase("127.0.0.1/8")]
    [TestCase("224.0.0.1/24")]
    [TestCase("0.0.0.0/0")]
    [TestCase("10.0.0.0/24")]
    [TestCase("10.0.0.255/24")]
    [TestCase("255.255.255.255/32")]
    [TestCase("::1/128")]
    [TestCase("ff02::1/64")]
    [TestCase("::/64")]
    [TestCase("::ffff:10.0.0.1/96")]
    public void An_address_that_no_interface_can_have_is_refused(string address) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse(address)] })!.Field, Is.EqualTo("Addresses"));

    [TestCase("10.0.0.1")]
    [TestCase("10.0.0.1/33")]
    [TestCase("10.0.0.1/-1")]
    [TestCase("10.0.0.1/+24")]
    [TestCase("10.1/24")]
    [TestCase("fd00::1/129")]
    [TestCase("/24")]
    public void An_address_in_another_form_is_refused(string address) => Assert.That(IPNetworkAddress.TryParse(address, null, out _), Is.False);

    [TestCase("10.0.0.2/31")]
    [TestCase("10.0.0.2/32")]
    [TestCase("fd00::/64")]
    public void Addresses_of_point_to_point_networks_are_taken(string address) =>
        Assert.That(new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse(address)] }.Addresses, Has.Count.EqualTo(1));

    [Test]
    public void Two_gateways_of_one_family_are_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Gateways = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.3")] })!.Field, Is.EqualTo("Gateways"));

    [Test]
    public void An_address_given_twice_is_refused() =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => _ = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.2/24"), IPNetworkAddress.Parse("10.0.0.2/16")] })!.Field, Is.EqualTo("Addresses"));
}
