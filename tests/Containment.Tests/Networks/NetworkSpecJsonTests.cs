using System.Net;
using System.Text.Json;
using Containment.Networks;

namespace Containment.Tests.Networks;

internal sealed class NetworkSpecJsonTests
{
    [Test]
    public void A_network_written_as_json_reads_back_the_same()
    {
        var network = new NetworkSpec
        {
            Link = new NetworkLink.Bridge("br0"), Name = "lan", Mac = "02:00:00:00:00:01", Mtu = 1400,
            Addresses = [IPNetworkAddress.Parse("10.0.0.2/24"), IPNetworkAddress.Parse("fd00::2/64")], Gateways = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("fd00::1")],
        };
        var json = JsonSerializer.Serialize(network);
        Assert.That(json, Does.Contain("\"10.0.0.2/24\"").And.Contain("\"fd00::1\""));
        var back = JsonSerializer.Deserialize<NetworkSpec>(json)!;
        Assert.That(back.Addresses, Is.EqualTo(network.Addresses));
        Assert.That(back.Gateways, Is.EqualTo(network.Gateways));
        Assert.That(back with { Addresses = [], Gateways = [] }, Is.EqualTo(network with { Addresses = [], Gateways = [] }));
    }

    [Test]
    public void A_wrong_address_in_json_is_refused() =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<NetworkSpec>("""{"Bridge":"br0","Addresses":["10.0.0.2"]}"""));
}
