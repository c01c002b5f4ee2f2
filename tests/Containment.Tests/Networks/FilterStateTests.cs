using System.Net;
using Containment.Networks;
using Containment.Networks.Filtering;

namespace Containment.Tests.Networks;

internal sealed class FilterStateTests
{
    // As nft 1.0.6 writes it, with rules left out.
    private const string Listed = """
        {"nftables": [{"metainfo": {"version": "1.0.6", "json_schema_version": 1}}, {"table": {"family": "inet", "name": "containment", "handle": 1}},
        {"map": {"family": "inet", "name": "ports4", "table": "containment", "type": ["inet_proto", "inet_service"], "handle": 1, "map": "ipv4_addr . inet_service", "elem": [[{"elem": {"val": {"concat": ["tcp", 8080]}, "comment": "web"}}, {"concat": ["10.9.0.2", 80]}]]}},
        {"map": {"family": "inet", "name": "bound4", "table": "containment", "type": ["ipv4_addr", "inet_proto", "inet_service"], "handle": 2, "map": "ipv4_addr . inet_service", "elem": [[{"elem": {"val": {"concat": ["10.0.0.1", "udp", 53]}, "comment": "dns"}}, {"concat": ["10.9.0.3", 53]}]]}},
        {"set": {"family": "inet", "name": "near4", "table": "containment", "type": ["ipv4_addr", "ipv4_addr"], "handle": 3, "flags": ["interval"], "elem": [{"elem": {"val": {"concat": ["10.9.0.2", {"prefix": {"addr": "10.9.0.0", "len": 24}}]}, "comment": "web"}}]}},
        {"set": {"family": "inet", "name": "localnet", "table": "containment", "type": "ifname", "handle": 5, "elem": ["br0"]}},
        {"map": {"family": "inet", "name": "ports6", "table": "containment", "type": ["inet_proto", "inet_service"], "handle": 11, "map": "ipv6_addr . inet_service"}},
        {"chain": {"family": "inet", "table": "containment", "name": "layout-1", "handle": 6}}]}
        """;

    [Test]
    public void A_listing_is_read()
    {
        var state = FilterState.Parse(Listed);
        Assert.That(state.Elements, Is.EqualTo(new FilterElement[]
        {
            new("ports4", "tcp . 8080", "web"), new("bound4", "10.0.0.1 . udp . 53", "dns"), new("near4", "10.9.0.2 . 10.9.0.0/24", "web"), new("localnet", "br0", ""),
        }));
        Assert.That(state.Chains, Is.EqualTo(new[] { "layout-1" }));
        Assert.That(state.Owners, Is.EquivalentTo(new[] { "web", "dns" }));
    }

    [TestCase("8080:80", "web")]
    [TestCase("192.0.2.1:8080:80", "web")]
    [TestCase("8080:80/udp", "")]
    [TestCase("53:53/udp", "dns")]
    [TestCase("10.0.0.1:53:53/udp", "dns")]
    [TestCase("10.0.0.2:53:53/udp", "")]
    [TestCase("80:80", "")]
    public void It_says_who_has_a_port(string port, string owner) =>
        Assert.That(string.Join(' ', FilterState.Parse(Listed).OwnersOf(PublishedPort.Parse(port), "new")), Is.EqualTo(owner));

    [Test]
    public void A_port_of_the_containers_own_is_free() => Assert.That(FilterState.Parse(Listed).OwnersOf(PublishedPort.Parse("8080:80"), "web"), Is.Empty);

    private static readonly string[] Tcp =
    [
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
        "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1",
        "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1",
        "   2: 0200090A:0050 0300090A:0FA0 01 00000000:00000000 00:00000000 00000000     0        0 1 1",
        "   3: 000080FE00000000FF005450B6F97AFE:0050 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 1 1",
        "   4: 0000000000000000FFFF00000200090A:0051 0000000000000000FFFF00000300090A:0FA1 01 0:0 0:0 0 0 0 1 1",
    ];

    [Test]
    public void Sockets_that_wait_and_connections_are_read() => Assert.Multiple(() =>
    {
        Assert.That(Listeners.Waiting(Tcp).Select(socket => $"{socket}"), Is.EqualTo(new[] { "127.0.0.1:8080", "0.0.0.0:22", "[fe80::5054:ff:fe7a:f9b6]:80" }));
        Assert.That(Listeners.Connected(Tcp).Select(ends => $"{ends.Local} {ends.Remote}"), Is.EqualTo(new[] { "10.9.0.2:80 10.9.0.3:4000", "10.9.0.2:81 10.9.0.3:4001" }));
    });

    [TestCase("8080:80", true)]
    [TestCase("127.0.0.1:8080:80", true)]
    [TestCase("10.0.0.1:8080:80", false)]
    [TestCase("10.0.0.1:22:80", true)]
    [TestCase("23:80", false)]
    public void A_port_that_a_process_listens_on_collides(string port, bool collides) =>
        Assert.That(Listeners.Waiting(Tcp).Any(listener => Listeners.Collides(listener, PublishedPort.Parse(port))), Is.EqualTo(collides));
}
