using System.Net;

namespace Containment.Linux.Networks;

/// <summary>Requests on routes and neighbours: struct rtmsg, struct ndmsg and their attributes. Pure.</summary>
internal static class RouteMessages
{
    public const ushort Destination = 1, OutInterface = 4, Gateway = 5;
    private const byte TableMain = 254, ProtocolBoot = 3, ScopeUniverse = 0, TypeUnicast = 1;

    public static byte[] AddDefault(IPAddress gateway, int index)
    {
        var bytes = gateway.GetAddressBytes();
        var writer = new NetlinkWriter(RtMessage.NewRoute, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Exclusive,
            [Family(bytes), 0, 0, 0, TableMain, ProtocolBoot, ScopeUniverse, TypeUnicast, 0, 0, 0, 0]);
        writer.Bytes(Gateway, bytes);
        writer.UInt32(OutInterface, (uint)index);
        return writer.ToArray();
    }

    public static byte[] GetAll() => new NetlinkWriter(RtMessage.GetRoute, NetlinkFlags.Request | NetlinkFlags.Dump, new byte[12]).ToArray();

    public static byte[] GetNeighbours() => new NetlinkWriter(RtMessage.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, new byte[12]).ToArray();

    public static byte Family(byte[] address) => address.Length == 16 ? (byte)10 : (byte)2;
}
