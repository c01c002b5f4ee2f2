using System.Net;

namespace Containment.Linux.Networks;

/// <summary>Requests on routes and neighbours: struct rtmsg, struct ndmsg and their attributes. Pure.</summary>
internal static class RouteMessages
{
    public const ushort Destination = 1, OutInterface = 4, Gateway = 5;
    private const byte TableMain = 254, ProtocolBoot = 3, ScopeUniverse = 0, ScopeLink = 253, TypeUnicast = 1, OnLink = 4;
    private const NetlinkFlags Make = NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Exclusive;

    /// <summary>A default route. With <paramref name="onLink"/> the gateway need not be in the prefix of any address.</summary>
    public static byte[] AddDefault(IPAddress gateway, int index, bool onLink = false)
    {
        var bytes = gateway.GetAddressBytes();
        var writer = new NetlinkWriter(RtMessage.NewRoute, Make, [Family(bytes), 0, 0, 0, TableMain, ProtocolBoot, ScopeUniverse, TypeUnicast, onLink ? OnLink : (byte)0, 0, 0, 0]);
        writer.Bytes(Gateway, bytes);
        writer.UInt32(OutInterface, (uint)index);
        return writer.ToArray();
    }

    /// <summary>A route to a network by a gateway that need not be in the prefix of any address.</summary>
    public static byte[] Add(IPAddress network, int prefix, IPAddress gateway, int index)
    {
        var bytes = network.GetAddressBytes();
        var writer = new NetlinkWriter(RtMessage.NewRoute, Make, [Family(bytes), (byte)prefix, 0, 0, TableMain, ProtocolBoot, ScopeUniverse, TypeUnicast, OnLink, 0, 0, 0]);
        writer.Bytes(Destination, bytes);
        writer.Bytes(Gateway, gateway.GetAddressBytes());
        writer.UInt32(OutInterface, (uint)index);
        return writer.ToArray();
    }

    /// <summary>A route to one station that is at the other end of a link.</summary>
    public static byte[] AddStation(IPAddress address, int index)
    {
        var bytes = address.GetAddressBytes();
        var writer = new NetlinkWriter(RtMessage.NewRoute, Make, [Family(bytes), (byte)(8 * bytes.Length), 0, 0, TableMain, ProtocolBoot, bytes.Length == 4 ? ScopeLink : ScopeUniverse, TypeUnicast, 0, 0, 0, 0]);
        writer.Bytes(Destination, bytes);
        writer.UInt32(OutInterface, (uint)index);
        return writer.ToArray();
    }

    public static byte[] GetAll() => new NetlinkWriter(RtMessage.GetRoute, NetlinkFlags.Request | NetlinkFlags.Dump, new byte[12]).ToArray();

    /// <summary>Has a link answer for an address that is elsewhere (proxy ARP, proxy NDP), or stop that.</summary>
    public static byte[] Proxy(IPAddress address, int index, bool answer)
    {
        const int header = 12, ofIndex = 4, ofFlags = 10, proxy = 8;
        var bytes = address.GetAddressBytes();
        var start = new byte[header];
        start[0] = Family(bytes);
        BitConverter.TryWriteBytes(start.AsSpan(ofIndex), index);
        start[ofFlags] = proxy;
        var writer = new NetlinkWriter(answer ? RtMessage.NewNeighbour : RtMessage.DeleteNeighbour, NetlinkFlags.Request | NetlinkFlags.Ack | (answer ? NetlinkFlags.Create : 0), start);
        writer.Bytes(Destination, bytes);
        return writer.ToArray();
    }

    public static byte[] GetNeighbours() => new NetlinkWriter(RtMessage.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, new byte[12]).ToArray();

    public static byte Family(byte[] address) => address.Length == 16 ? (byte)10 : (byte)2;
}
