using System.Net;
using Containment.Networks;
using Containment.Networks.Filtering;

namespace Containment.Tests.Networks;

internal sealed class PublishedPortTests
{
    [TestCase("8080:80", 8080, 80, TransportProtocol.Tcp, null)]
    [TestCase("53:5353/udp", 53, 5353, TransportProtocol.Udp, null)]
    [TestCase("127.0.0.1:8080:80", 8080, 80, TransportProtocol.Tcp, "127.0.0.1")]
    [TestCase("[fd00::1]:8080:80/udp", 8080, 80, TransportProtocol.Udp, "fd00::1")]
    public void A_port_is_read_and_written_the_same(string text, int host, int container, TransportProtocol protocol, string? address)
    {
        var port = PublishedPort.Parse(text);
        Assert.That(port, Is.EqualTo(new PublishedPort(host, container) { Protocol = protocol, Address = address is null ? null : IPAddress.Parse(address) }));
        Assert.That(port.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase("80")]
    [TestCase("0:80")]
    [TestCase("80:65536")]
    [TestCase("80:80/sctp")]
    [TestCase("a:80")]
    [TestCase(":80:80")]
    [TestCase("10.1:80:80")]
    [TestCase("fd00::1:80:80")]
    [TestCase("[10.0.0.1]:80:80")]
    [TestCase("0.0.0.0:80:80")]
    [TestCase("224.0.0.1:80:80")]
    [TestCase("80:80/udp/tcp")]
    [TestCase("[::1]:80:80")]
    [TestCase("[fe80::1%2]:80:80")]
    public void A_port_of_another_form_is_refused(string text)
    {
        Assert.Throws<InvalidSpecException>(() => PublishedPort.Parse(text));
        Assert.That(PublishedPort.TryParse(text, null, out _), Is.False);
    }

    [TestCase("8080:80", "8080:81", true)]
    [TestCase("8080:80", "127.0.0.1:8080:81", true)]
    [TestCase("10.0.0.1:8080:80", "127.0.0.1:8080:81", false)]
    [TestCase("8080:80", "8080:80/udp", false)]
    public void Ports_collide_where_a_packet_could_be_meant_for_both(string one, string other, bool collide) =>
        Assert.That(FilterRules.Collide(PublishedPort.Parse(one), PublishedPort.Parse(other)), Is.EqualTo(collide));

    [TestCase("80", 80, 80)]
    [TestCase("80-90", 80, 90)]
    public void A_range_is_read_and_written_the_same(string text, int from, int to) =>
        Assert.That((PortRange.Parse(text), $"{PortRange.Parse(text)}"), Is.EqualTo((new PortRange(from, to), text)));

    [TestCase("90-80")]
    [TestCase("0")]
    [TestCase("1-65536")]
    [TestCase("1-2-3")]
    public void A_range_of_another_form_is_refused(string text) => Assert.Throws<InvalidSpecException>(() => PortRange.Parse(text));
}
