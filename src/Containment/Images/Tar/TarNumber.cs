using System.Buffers.Binary;

namespace Containment.Images.Tar;

/// <summary>Numbers in headers: octal digits, or GNU's base-256 where the first bit is set.</summary>
internal static class TarNumber
{
    /// <exception cref="TarFormatException">It is no number, or beyond 63 bits.</exception>
    public static long Read(ReadOnlySpan<byte> field, string name)
    {
        if ((field[0] & 0x80) != 0) return Binary(field, name);
        field = field.Trim((byte)' ');
        if (field.IndexOf((byte)0) is var nul and >= 0) field = field[..nul];
        field = field.Trim((byte)' ');
        long value = 0;
        foreach (var digit in field)
        {
            if (digit is < (byte)'0' or > (byte)'7' || value >> 60 != 0) throw new TarFormatException($"a header's {name} is no octal number");
            value = value << 3 | (uint)(digit - '0');
        }
        return value;
    }

    // Two's complement, big-endian; the first bit marks the form and the second is the sign.
    private static long Binary(ReadOnlySpan<byte> field, string name)
    {
        Span<byte> wide = stackalloc byte[16];
        var negative = (field[0] & 0x40) != 0;
        wide.Fill(negative ? (byte)0xFF : (byte)0);
        field.CopyTo(wide[(16 - field.Length)..]);
        wide[16 - field.Length] = negative ? field[0] : (byte)(field[0] & 0x7F);
        var value = BinaryPrimitives.ReadInt128BigEndian(wide);
        return value >= long.MinValue && value <= long.MaxValue ? (long)value : throw new TarFormatException($"a header's {name} is beyond 63 bits");
    }
}
