using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NamingTests
{
    [Test]
    public void The_hosts_end_has_a_name_that_the_kernel_takes()
    {
        for (var ordinal = 0; ordinal < NetworkRules.MostNetworks; ordinal++)
        {
            var name = LinkName.OfHost("a-rather-long-name-of-a-container.with-dots_and-more.of-them-63", "/var/lib/containment", ordinal);
            Assert.That(name, Does.Match("^ct[0-9a-v]{13}$"));
            Assert.That(LinkName.Checked(name, "name"), Is.EqualTo(name));
        }
    }

    [Test]
    public void Ten_thousand_containers_of_two_state_directories_have_names_of_their_own()
    {
        var names = Enumerable.Range(0, 10_000).SelectMany(i => new[] { LinkName.OfHost($"c{i}", "/a", 0), LinkName.OfHost($"c{i}", "/b", 0) });
        Assert.That(names.Distinct().Count(), Is.EqualTo(20_000));
    }

    [Test]
    public void A_derived_hardware_address_is_local_unicast_and_stays()
    {
        var network = new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.2/24")] };
        var mac = HardwareAddress.Of("web", network);
        Assert.That(mac, Has.Length.EqualTo(6));
        Assert.That(mac[0], Is.EqualTo(2));
        Assert.That(HardwareAddress.Of("web", network with { Link = new NetworkLink.Bridge("other"), Mtu = 1400 }), Is.EqualTo(mac), "a move to another host's bridge");
    }

    [Test]
    public void Containers_of_the_same_name_on_two_hosts_have_different_hardware_addresses()
    {
        var here = HardwareAddress.Of("web", new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.2/24")] });
        var there = HardwareAddress.Of("web", new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.0.0.3/24")] });
        Assert.That(here, Is.Not.EqualTo(there));
    }

    [Test]
    public void A_given_hardware_address_is_taken_as_it_is() =>
        Assert.That(HardwareAddress.Format(HardwareAddress.Of("web", new NetworkSpec { Link = new NetworkLink.Bridge("br0"), Mac = "02:AB:00:00:00:01" })), Is.EqualTo("02:ab:00:00:00:01"));
}
