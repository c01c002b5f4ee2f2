namespace Containment.Tests.Networks;

/// <summary>
/// Messages that iproute2 6.1 sent, recorded by <c>strace -e write=3 ip -batch …</c>; the sequence number (bytes 8 to 11) is zero here.
/// </summary>
internal static class Recorded
{
    /// <summary>link add name eth0 index 2 address 02:00:00:00:00:02 mtu 1400 netns 31283 type veth peer name h0 address fe:00:00:00:00:02 mtu 1400</summary>
    public const string CreateVeth = "88000000100005060000000000000000" + "00000000020000000000000000000000" + "0a0001000200000000020000" + "0800040078050000" + "08001300337a0000"
        + "090003006574683000000000" + "40001200" + "0800010076657468" + "34000200" + "30000100" + "00000000000000000000000000000000" + "0a000100fe00000000020000" + "0800040078050000" + "0700030068300000";

    /// <summary>link set dev h0 (3) master br0 (2)</summary>
    public const string Master = "28000000100005000000000000000000" + "00000000030000000000000000000000" + "08000a0002000000";

    /// <summary>link set dev h0 (3) addrgenmode none</summary>
    public const string NoAddressGeneration = "30000000100005000000000000000000" + "00000000030000000000000000000000" + "10001a00" + "0c000a00" + "0500080001000000";

    /// <summary>link set dev h0 (3) alias web/eth0</summary>
    public const string Alias = "2c000000100005000000000000000000" + "00000000030000000000000000000000" + "0c0014007765622f65746830";

    /// <summary>link set dev h0 (3) type bridge_slave state 1</summary>
    public const string PortListening = "40000000100005000000000000000000" + "00000000030000000000000000000000" + "20001200" + "100001006272696467655f736c617665" + "0c000500" + "0500010001000000";

    /// <summary>link set dev lo (1) up</summary>
    public const string LoopbackUp = "20000000100005000000000000000000" + "00000000010000000100000001000000";

    /// <summary>address add 10.9.0.2/24 broadcast 10.9.0.255 dev eth0 (5)</summary>
    public const string AddIPv4 = "30000000140005060000000000000000" + "0218000005000000" + "080002000a090002" + "080004000a0900ff" + "080001000a090002";

    /// <summary>address add fd09::2/64 dev eth0 (5) nodad</summary>
    public const string AddIPv6 = "40000000140005060000000000000000" + "0a40020005000000" + "14000200fd090000000000000000000000000002" + "14000100fd090000000000000000000000000002";

    /// <summary>route add default via 10.9.0.1 dev eth0 (5)</summary>
    public const string DefaultIPv4 = "2c000000180005060000000000000000" + "02000000fe03000100000000" + "080005000a090001" + "0800040005000000";

    /// <summary>route add default via fd09::1 dev eth0 (5)</summary>
    public const string DefaultIPv6 = "38000000180005060000000000000000" + "0a000000fe03000100000000" + "14000500fd090000000000000000000000000001" + "0800040005000000";

    /// <summary>link add name ctbr0 address 02:11:22:33:44:55 type bridge</summary>
    public const string CreateBridge = "48000000100005060000000000000000" + "00000000000000000000000000000000" + "0a0001000211223344550000" + "0a0003006374627230000000" + "10001200" + "0a0001006272696467650000";
}
