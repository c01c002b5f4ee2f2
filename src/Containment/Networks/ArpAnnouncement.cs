using System.Net;

namespace Containment.Networks;

/// <summary>
/// ARP packets that nobody asked for.
/// <code>
/// ethernet  ff:ff:ff:ff:ff:ff | our mac | 0806
/// arp       1 (ethernet) | 0800 (IPv4) | 6 | 4 | 1 (request) | our mac | our ip | 0 | our ip      RFC 5227, section 3
/// </code>
/// </summary>
internal static class ArpAnnouncement
{
    private static readonly byte[] Everyone = [255, 255, 255, 255, 255, 255];

    public static byte[] Frame(ReadOnlySpan<byte> mac, IPAddress address) =>
        [.. Everyone, .. mac, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, .. mac, .. address.GetAddressBytes(), 0, 0, 0, 0, 0, 0, .. address.GetAddressBytes()];

    /// <summary>A RARP request (RFC 903): it carries the hardware address only.</summary>
    public static byte[] Reverse(ReadOnlySpan<byte> mac) =>
        [.. Everyone, .. mac, 0x80, 0x35, 0, 1, 8, 0, 6, 4, 0, 3, .. mac, 0, 0, 0, 0, .. mac, 0, 0, 0, 0];
}
