using System.Buffers.Binary;
using System.Net;

namespace Containment.Linux.Networks;

/// <summary>What the kernel says of an address of a link.</summary>
internal sealed record LinkAddress(int Index, IPAddress Address, int Prefix, byte Flags)
{
    /// <summary>Reads struct ifaddrmsg and what follows it.</summary>
    public static LinkAddress Read(ReadOnlySpan<byte> payload)
    {
        var found = IPAddress.None;
        NetlinkReader.Attributes(payload[8..], (type, value) =>
        {
            // On a point-to-point link IFA_ADDRESS is the other side; IPv6 has no IFA_LOCAL then.
            if (type == AddressMessages.Local || (type == AddressMessages.AddressAttribute && Equals(found, IPAddress.None))) found = new IPAddress(value);
        });
        return new LinkAddress(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), found, payload[1], payload[2]);
    }
}
