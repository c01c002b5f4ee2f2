using System.Buffers.Binary;
using System.Text;

namespace Containment.Linux.Networks;

/// <summary>Walks messages and attributes. What doesn't fit into the bytes given ends the walk; the kernel never sends that.</summary>
internal static class NetlinkReader
{
    public static int Align(int length) => (length + 3) & ~3;

    public delegate void OnAttribute(ushort type, ReadOnlySpan<byte> value);

    /// <summary>Calls <paramref name="found"/> for each attribute, its flag bits (nested, byte order) taken off.</summary>
    public static void Attributes(ReadOnlySpan<byte> bytes, OnAttribute found)
    {
        while (bytes.Length >= 4)
        {
            var length = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            if (length < 4 || length > bytes.Length) return;
            found((ushort)(BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]) & 0x3fff), bytes[4..length]);
            if (Align(length) >= bytes.Length) return;
            bytes = bytes[Align(length)..];
        }
    }

    /// <summary>The length, type and flags of the message at the front; false where there is none left.</summary>
    public static bool Header(ReadOnlySpan<byte> bytes, out int length, out ushort type, out NetlinkFlags flags, out uint sequence)
    {
        (length, type, flags, sequence) = (0, 0, 0, 0);
        if (bytes.Length < NetlinkWriter.HeaderLength) return false;
        length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        type = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        flags = (NetlinkFlags)BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        sequence = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        return length >= NetlinkWriter.HeaderLength && length <= bytes.Length;
    }

    public static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));
}
