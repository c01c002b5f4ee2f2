using System.Buffers.Binary;
using System.Net;
using Containment.Linux.Networks;

namespace Containment.Tests.Networks;

/// <summary>Byte for byte what the ip command sends.</summary>
internal sealed class RecordedMessageTests
{
    [Test]
    public void A_veth_pair_is_created_as_the_ip_command_creates_it_but_up()
    {
        var message = LinkMessages.CreateVeth("eth0", 2, Bytes("020000000002"), 1400, "h0", Bytes("fe0000000002"), 1400, out var pidOffset);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(pidOffset), 31283);
        Assert.That(Hex(message.AsSpan(24, 8)), Is.EqualTo("0100000001000000"), "flags and change: IFF_UP");
        message.AsSpan(24, 8).Clear();
        Assert.That(Hex(message), Is.EqualTo(Recorded.CreateVeth));
    }

    [Test]
    public void A_bridge_is_created_as_the_ip_command_creates_it() =>
        Assert.That(Hex(LinkMessages.CreateBridge("ctbr0", Bytes("021122334455"))), Is.EqualTo(Recorded.CreateBridge));

    [Test]
    public void A_link_is_set_up_as_the_ip_command_sets_it_up() => Assert.That(Hex(LinkMessages.SetUp(1)), Is.EqualTo(Recorded.LoopbackUp));

    [Test]
    public void Addresses_are_added_as_the_ip_command_adds_them()
    {
        Assert.That(Hex(AddressMessages.Add(5, IPAddress.Parse("10.9.0.2"), 24)), Is.EqualTo(Recorded.AddIPv4));
        Assert.That(Hex(AddressMessages.Add(5, IPAddress.Parse("fd09::2"), 64)), Is.EqualTo(Recorded.AddIPv6));
    }

    [Test]
    public void Default_routes_are_added_as_the_ip_command_adds_them()
    {
        Assert.That(Hex(RouteMessages.AddDefault(IPAddress.Parse("10.9.0.1"), 5)), Is.EqualTo(Recorded.DefaultIPv4));
        Assert.That(Hex(RouteMessages.AddDefault(IPAddress.Parse("fd09::1"), 5)), Is.EqualTo(Recorded.DefaultIPv6));
    }

    [Test]
    public void A_port_gets_master_alias_and_no_address_in_one_message_with_the_attributes_that_the_ip_command_sends_in_three()
    {
        var expected = string.Concat(Attributes(Recorded.Master), Attributes(Recorded.Alias), Attributes(Recorded.NoAddressGeneration));
        Assert.That(Hex(LinkMessages.Enslave("h0", 2, "web/eth0").AsSpan(32 + 8)), Is.EqualTo(expected));
    }

    [Test]
    public void A_port_state_is_set_with_the_data_that_the_ip_command_sends()
    {
        // The ip command adds a kind, "bridge_slave", that no kernel knows (and that makes it look for a module of that name).
        var expected = "10001200" + Attributes(Recorded.PortListening)[40..];
        Assert.That(Hex(LinkMessages.SetPortState("h0", PortState.Listening).AsSpan(32 + 8)), Is.EqualTo(expected));
    }

    private static string Attributes(string message) => message[64..];

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
