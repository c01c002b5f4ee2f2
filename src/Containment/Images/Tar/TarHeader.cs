using Containment.Linux.Descriptors;

namespace Containment.Images.Tar;

/// <summary>A block of 512 bytes that begins a member.</summary>
internal readonly ref struct TarHeader
{
    public const int Length = 512;
    private readonly ReadOnlySpan<byte> _block;

    /// <exception cref="TarFormatException">The checksum is another one.</exception>
    public TarHeader(ReadOnlySpan<byte> block)
    {
        _block = block;
        var stated = TarNumber.Read(block[148..156], "checksum");
        long sum = 8 * ' ', signed = 8 * ' ';
        for (var i = 0; i < Length; i++)
        {
            if (i is >= 148 and < 156) continue;
            sum += block[i];
            signed += (sbyte)block[i];
        }
        if (stated != sum && stated != signed) throw new TarFormatException("a header has a wrong checksum, or this is no tar archive");
    }

    public byte Type => _block[156];
    public long Mode => TarNumber.Read(_block[100..108], "mode");
    public long Uid => TarNumber.Read(_block[108..116], "uid");
    public long Gid => TarNumber.Read(_block[116..124], "gid");
    public long Size => TarNumber.Read(_block[124..136], "size");
    public long Modified => TarNumber.Read(_block[136..148], "mtime");
    public long Major => TarNumber.Read(_block[329..337], "major number");
    public long Minor => TarNumber.Read(_block[337..345], "minor number");
    public PathBytes LinkName => new(Text(157, 100));

    /// <summary>With the prefix that POSIX has and GNU uses for other things.</summary>
    public PathBytes Name
    {
        get
        {
            var posix = _block[257..263].SequenceEqual("ustar\0"u8);
            var prefix = posix ? Text(345, 155) : default;
            return prefix.IsEmpty ? new(Text(0, 100)) : new([.. prefix, (byte)'/', .. Text(0, 100)]);
        }
    }

    private ReadOnlySpan<byte> Text(int at, int length)
    {
        var field = _block.Slice(at, length);
        return field.IndexOf((byte)0) is var nul and >= 0 ? field[..nul] : field;
    }
}
