using System.Buffers.Binary;
using System.Net;

namespace Containment.Linux.Networks;

/// <summary>Requests on VXLAN devices and on whom they send to: IFLA_VXLAN_* and struct ndmsg with AF_BRIDGE (bridge(8), "fdb"). Pure.</summary>
internal static class VxlanMessages
{
    private const NetlinkFlags Change = NetlinkFlags.Request | NetlinkFlags.Ack;
    private const NetlinkFlags Append = (NetlinkFlags)0x800;
    private const ushort Destination = 1, HardwareAddress = 2;
    private const byte AfBridge = 7, OfTheDevice = 2;
    private const ushort Permanent = 0xc0;

    /// <param name="name">Its name.</param>
    /// <param name="address">Its hardware address.</param>
    /// <param name="mtu">Its MTU.</param>
    /// <param name="id">The network's number (VNI).</param>
    /// <param name="local">Whence it sends.</param>
    /// <param name="port">The UDP port of all its peers.</param>
    /// <param name="underlying">The index of the only link it uses; 0: as the routes say.</param>
    public static byte[] Create(string name, ReadOnlySpan<byte> address, int mtu, uint id, IPAddress local, ushort port, int underlying)
    {
        var writer = new NetlinkWriter(RtMessage.NewLink, Change | NetlinkFlags.Create | NetlinkFlags.Exclusive, new byte[16]);
        writer.Bytes(LinkAttribute.Address, address);
        writer.UInt32(LinkAttribute.Mtu, (uint)mtu);
        writer.Name(LinkAttribute.Name, name);
        var own = local.GetAddressBytes();
        return writer.Nest(LinkAttribute.LinkInfo, info =>
        {
            info.Text(LinkAttribute.Kind, "vxlan");
            info.Nest(LinkAttribute.Data, data =>
            {
                data.UInt32(1, id);
                data.Bytes(own.Length == 4 ? (ushort)4 : (ushort)17, own);
                data.UInt8(7, 1);
                data.Bytes(15, [(byte)(port >> 8), (byte)port]);
                if (underlying > 0) data.UInt32(3, (uint)underlying);
            });
        }).ToArray();
    }

    /// <summary>What is for nobody known goes to <paramref name="peer"/> too.</summary>
    public static byte[] AddPeer(int device, IPAddress peer) =>
        Entry(RtMessage.NewNeighbour, Change | NetlinkFlags.Create | Append, device, new byte[6], peer);

    public static byte[] DeleteEntry(int device, ReadOnlySpan<byte> address, IPAddress peer) =>
        Entry(RtMessage.DeleteNeighbour, Change, device, address, peer);

    public static byte[] GetEntries(int device) => new NetlinkWriter(RtMessage.GetNeighbour, NetlinkFlags.Request | NetlinkFlags.Dump, Header(device, 0, 0)).ToArray();

    private static byte[] Entry(RtMessage type, NetlinkFlags flags, int device, ReadOnlySpan<byte> address, IPAddress peer)
    {
        var writer = new NetlinkWriter(type, flags, Header(device, Permanent, OfTheDevice));
        writer.Bytes(HardwareAddress, address);
        writer.Bytes(Destination, peer.GetAddressBytes());
        return writer.ToArray();
    }

    private static byte[] Header(int device, ushort state, byte flags)
    {
        byte[] header = [AfBridge, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags, 0];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), device);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), state);
        return header;
    }
}
