using System.Buffers.Binary;
using System.Net;

namespace Containment.Linux.Networks;

/// <summary>What the kernel knows of a neighbour: its address and, where resolved, its hardware address in hex.</summary>
internal sealed record Neighbour(int Index, ushort State, IPAddress? Address, string? HardwareAddress)
{
    /// <summary>Reads struct ndmsg and what follows it (include/uapi/linux/neighbour.h).</summary>
    public static Neighbour Read(ReadOnlySpan<byte> payload)
    {
        var neighbour = new Neighbour(BinaryPrimitives.ReadInt32LittleEndian(payload[4..]), BinaryPrimitives.ReadUInt16LittleEndian(payload[8..]), null, null);
        NetlinkReader.Attributes(payload[12..], (type, value) => neighbour = type switch
        {
            1 when value.Length is 4 or 16 => neighbour with { Address = new IPAddress(value) },
            2 => neighbour with { HardwareAddress = Convert.ToHexStringLower(value) },
            _ => neighbour,
        });
        return neighbour;
    }
}
