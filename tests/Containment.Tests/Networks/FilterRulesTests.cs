using System.Net;
using System.Text;
using System.Text.Json;
using Containment.Bundles;
using Containment.Containers;
using Containment.Containers.Storing;
using Containment.Images;
using Containment.Networks;
using Containment.Networks.Shaping;
using Containment.Resources;

namespace Containment.Tests.Networks;

internal sealed class FilterRulesTests
{
    private static NetworkSpec Eth0 => new() { Link = new NetworkLink.Bridge("br0"), Addresses = [IPNetworkAddress.Parse("10.9.0.2/24")] };

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return new TestCaseData((NetworkSpec[])[new() { Link = new NetworkLink.Bridge("br0"), Ports = [new(80, 80)] }], "networks[0].ports").SetArgDisplayNames("ports without an address");
        yield return new TestCaseData((NetworkSpec[])[Eth0 with { Ports = [PublishedPort.Parse("[fd00::1]:80:80")] }], "networks[0].ports").SetArgDisplayNames("a port of the other family");
        yield return new TestCaseData((NetworkSpec[])[Eth0 with { Ports = [new(80, 80)] }, new() { Link = new NetworkLink.Bridge("br1"), Name = "b", Addresses = [IPNetworkAddress.Parse("10.8.0.2/24")], Ports = [PublishedPort.Parse("10.0.0.1:80:81")] }], "networks[1].ports").SetArgDisplayNames("a port twice");
        yield return new TestCaseData((NetworkSpec[])[new() { Link = new NetworkLink.Bridge("br0"), Masquerade = true }], "networks[0].masquerade").SetArgDisplayNames("masquerading without an address");
        yield return new TestCaseData((NetworkSpec[])[Eth0 with { Link = new NetworkLink.Bridge("x\"};flush"), Masquerade = true }], "networks[0].link").SetArgDisplayNames("a name that ends a string");
        yield return new TestCaseData((NetworkSpec[])[Eth0 with { Firewall = new() { Rules = [new() { Ports = [new(80, 80)] }] } }], "networks[0].firewall.rules.ports").SetArgDisplayNames("ports without a protocol");
    }

    [TestCaseSource(nameof(Wrong))]
    public void What_can_not_be_right_is_refused_by_its_field(NetworkSpec[] networks, string field) =>
        Assert.That(Assert.Throws<InvalidSpecException>(() => NetworkRules.Check(networks))!.Field, Is.EqualTo(field));

    [Test]
    public void Hostile_values_are_refused() => Assert.Multiple(() =>
    {
        Assert.Throws<InvalidSpecException>(() => _ = new PublishedPort(80, 80) { Protocol = (TransportProtocol)7 });
        Assert.Throws<InvalidSpecException>(() => _ = new FirewallRule { Action = (FirewallAction)7 });
        Assert.Throws<InvalidSpecException>(() => _ = new FirewallRule { Peers = [default] });
        Assert.Throws<InvalidSpecException>(() => _ = new FirewallRule { Ports = [default] });
        Assert.Throws<InvalidSpecException>(() => _ = new Firewall { Inbound = (FirewallAction)(-1) });
        Assert.Throws<InvalidSpecException>(() => _ = new Firewall { Rules = [.. Enumerable.Repeat(new FirewallRule(), 257)] });
        Assert.Throws<InvalidSpecException>(() => _ = new Bandwidth { In = IoRate.Of(1) });
        Assert.Throws<InvalidSpecException>(() => _ = new Bandwidth { Burst = 1 });
        Assert.Throws<InvalidSpecException>(() => _ = new VxlanSpec(0, IPAddress.Parse("10.0.0.1")));
        Assert.Throws<InvalidSpecException>(() => _ = new VxlanSpec(1, IPAddress.Loopback));
        Assert.Throws<InvalidSpecException>(() => new VxlanSpec(1, IPAddress.Parse("10.0.0.1")) { Peers = [IPAddress.Parse("fd00::1")] }.Check());
        Assert.Throws<InvalidSpecException>(() => new VxlanSpec(1, IPAddress.Parse("10.0.0.1")) { Peers = [IPAddress.Parse("10.0.0.1")] }.Check());
    });

    [Test]
    public void A_description_is_stored_and_read_with_all_of_it()
    {
        var network = Eth0 with
        {
            Ports = [PublishedPort.Parse("127.0.0.1:8080:80"), PublishedPort.Parse("53:53/udp")], Masquerade = true, Isolated = true,
            Bandwidth = new() { In = IoRate.Of(1 << 20), Burst = 1 << 17 },
            Firewall = new() { Inbound = FirewallAction.Drop, Rules = [new() { Direction = FirewallDirection.Out, Action = FirewallAction.Reject, Protocol = FirewallProtocol.Tcp, Ports = [new(80, 90)], Peers = [IPNetworkAddress.Parse("10.0.0.0/8")] }] },
        };
        var json = Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, new ContainerSpec("web", new RootSource.Directory("/r"), new ProcessSpec("sh")) { Networks = [network] }), StateJson.Default.StoredSpec);
        var back = Storable.ParseSpec(json, "web").Networks.Single();
        Assert.That(JsonSerializer.Serialize(back), Is.EqualTo(JsonSerializer.Serialize(network)));
        Assert.That(Encoding.UTF8.GetString(json), Does.Contain("127.0.0.1:8080:80").And.Contain("80-90").And.Contain("reject").IgnoreCase);
    }

    [Test]
    public void A_description_from_before_has_none_of_it()
    {
        const string Old = """{"version":1,"container":{"id":"web","root":{"kind":"directory","path":"/r"},"process":{"command":["sh"]},"networks":[{"link":"bridge:br0","name":"eth0","addresses":[],"gateways":[]}]}}""";
        var root = JsonDocument.Parse(Storable.Write(new StoredSpec(1, new ContainerSpec("web", new RootSource.Directory("/r"), new ProcessSpec("sh"))), StateJson.Default.StoredSpec)).RootElement.GetProperty("container").GetProperty("root").GetRawText();
        var network = Storable.ParseSpec(Encoding.UTF8.GetBytes(Old.Replace("""{"kind":"directory","path":"/r"}""", root)), "web").Networks.Single();
        Assert.That((network.Ports.Count, network.Masquerade, network.Firewall, network.Isolated, network.Bandwidth), Is.EqualTo((0, false, (Firewall?)null, false, (Bandwidth?)null)));
    }

    [TestCase(1024, null, 131072u, 262144u)]
    [TestCase(1L << 30, null, 21474836u, 75161927u)]
    [TestCase(1L << 40, null, 1u << 30, 1u << 30)]
    [TestCase(1L << 20, 65536L, 65536u, 262144u)]
    public void A_bucket_has_room_for_the_longest_packets_and_a_twentieth_of_a_second(long rate, long? burst, uint at, uint waiting) =>
        Assert.That(BucketSize.Of(IoRate.Of(rate), burst), Is.EqualTo(new BucketSize(rate, at, waiting)));
}
