using System.Net;
using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Guests;
using Containment.Images;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetworkLinkTests
{
    [TestCase("bridge:br0")]
    [TestCase("routed")]
    [TestCase("routed:eth0")]
    [TestCase("macvlan:eth0")]
    [TestCase("macvlan:eth0:private")]
    [TestCase("macvlan:eth0:vepa")]
    [TestCase("ipvlan:eth0")]
    [TestCase("ipvlan:eth0:l3s")]
    [TestCase("physical:eth1")]
    [TestCase("cni:theirs.net")]
    [TestCase("network:lan")]
    public void A_link_is_what_its_text_says(string text) => Assert.That($"{NetworkLink.Parse(text)}", Is.EqualTo(text));

    [TestCase("bridge")]
    [TestCase("bridge:")]
    [TestCase("bridge:a/b")]
    [TestCase("macvlan:eth0:4")]
    [TestCase("macvlan:eth0:nearly")]
    [TestCase("network:../x")]
    [TestCase("vlan:eth0")]
    [TestCase("")]
    public void Other_texts_are_refused(string text) => Assert.That(() => NetworkLink.Parse(text), Throws.TypeOf<InvalidSpecException>());

    [TestCase("own")]
    [TestCase("host")]
    [TestCase("container:web")]
    public void A_scope_is_what_its_text_says(string text) => Assert.That($"{NetworkScope.Parse(text)}", Is.EqualTo(text));

    [TestCase("container:")]
    [TestCase("container:../x")]
    [TestCase("none")]
    public void Other_scopes_are_refused(string text) => Assert.That(() => NetworkScope.Parse(text), Throws.TypeOf<InvalidSpecException>());

    [Test]
    public void The_files_of_names_say_what_was_asked_for_and_the_containers_own_name()
    {
        var dns = new DnsSpec { Servers = [IPAddress.Parse("10.9.0.1")], Search = ["example", "lan"], Options = ["ndots:2"], Hosts = new Dictionary<string, IPAddress> { ["db"] = IPAddress.Parse("10.9.0.7") } };
        var spec = new ContainerSpec("web", new RootSource.Directory("/r"), new ProcessSpec("/init")) { Networks = [new() { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.9.0.2/24")] }] };
        Assert.That(NameFiles.ResolverText(dns), Is.EqualTo("nameserver 10.9.0.1\nsearch example lan\noptions ndots:2\n"));
        Assert.That(NameFiles.HostsText(dns, spec), Is.EqualTo("127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n10.9.0.2\tweb\n10.9.0.7\tdb\n"));
    }

    [Test]
    public void A_name_can_t_begin_a_line_of_its_own() =>
        Assert.That(() => new DnsSpec { Search = ["a\nnameserver 6.6.6.6"] }, Throws.TypeOf<InvalidSpecException>());
}
