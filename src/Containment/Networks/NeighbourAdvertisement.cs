using System.Buffers.Binary;
using System.Net;

namespace Containment.Networks;

/// <summary>
/// An unsolicited neighbour advertisement to all nodes, RFC 4861, sections 4.4 and 7.2.6.
/// <code>
/// ethernet  33:33:00:00:00:01 | our mac | 86dd
/// ipv6      version 6 | length 32 | next header 58 | hop limit 255 | our ip | ff02::1
/// icmpv6    136 | 0 | checksum | flags: override | our ip | option 2, 1 (target link-layer address), our mac
/// </code>
/// </summary>
internal static class NeighbourAdvertisement
{
    private const int Ip = 14, Icmp = Ip + 40, Length = 32;
    private static readonly byte[] AllNodes = IPAddress.Parse("ff02::1").GetAddressBytes();

    public static byte[] Frame(ReadOnlySpan<byte> mac, IPAddress address)
    {
        var ours = address.GetAddressBytes();
        byte[] frame =
        [
            0x33, 0x33, 0, 0, 0, 1, .. mac, 0x86, 0xdd,
            0x60, 0, 0, 0, 0, Length, 58, 255, .. ours, .. AllNodes,
            136, 0, 0, 0, 0x20, 0, 0, 0, .. ours, 2, 1, .. mac,
        ];
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(Icmp + 2), Checksum(frame));
        return frame;
    }

    /// <summary>Over the pseudo header (addresses, length, next header) and the packet, RFC 8200, section 8.1.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> frame)
    {
        uint sum = Length + 58;
        for (var rest = frame[(Ip + 8)..]; rest.Length > 0; rest = rest[2..]) sum += BinaryPrimitives.ReadUInt16BigEndian(rest);
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}
