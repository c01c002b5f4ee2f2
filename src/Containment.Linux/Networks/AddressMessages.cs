using System.Buffers.Binary;
using System.Net;

namespace Containment.Linux.Networks;

/// <summary>Requests on addresses: struct ifaddrmsg and its attributes (include/uapi/linux/if_addr.h). Pure.</summary>
internal static class AddressMessages
{
    public const ushort AddressAttribute = 1, Local = 2, Broadcast = 4;
    private const byte NoDuplicateDetection = 2, ScopeHost = 254;

    /// <summary>
    /// Adds an address. An IPv6 one can be used at once: duplicate address detection would make it wait for a second or two,
    /// and after a move it would find the old neighbour entries of itself.
    /// </summary>
    /// <param name="index">The link.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefix">How many bits of it are the network's.</param>
    /// <param name="unspoken">Never taken as a packet's source unless somebody asks for it.</param>
    public static byte[] Add(int index, IPAddress address, int prefix, bool unspoken = false)
    {
        var bytes = address.GetAddressBytes();
        var six = bytes.Length == 16;
        var writer = new NetlinkWriter(RtMessage.NewAddress, NetlinkFlags.Request | NetlinkFlags.Ack | NetlinkFlags.Create | NetlinkFlags.Exclusive,
            Header(bytes, prefix, six ? NoDuplicateDetection : (byte)0, unspoken ? ScopeHost : (byte)0, index));
        writer.Bytes(Local, bytes);
        if (!six && prefix < 31)
        {
            var broadcast = BinaryPrimitives.ReadUInt32BigEndian(bytes) | (uint.MaxValue >> prefix);
            writer.Bytes(Broadcast, [(byte)(broadcast >> 24), (byte)(broadcast >> 16), (byte)(broadcast >> 8), (byte)broadcast]);
        }
        writer.Bytes(AddressAttribute, bytes);
        return writer.ToArray();
    }

    public static byte[] GetAll() =>
        new NetlinkWriter(RtMessage.GetAddress, NetlinkFlags.Request | NetlinkFlags.Dump, new byte[8]).ToArray();

    private static byte[] Header(byte[] address, int prefix, byte flags, byte scope, int index)
    {
        byte[] header = [RouteMessages.Family(address), (byte)prefix, flags, scope, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4), index);
        return header;
    }
}
