using System.IO.Compression;

namespace Containment.Images.Layers;

/// <summary>How an archive is compressed: told by its first bytes, whatever it is called.</summary>
internal static class Compression
{
    /// <summary>How many first bytes are looked at.</summary>
    public const int MagicLength = 6;

    /// <returns>A stream of the plain bytes; the given one itself where nothing is compressed.</returns>
    /// <exception cref="Tar.TarFormatException">It is compressed in another way.</exception>
    public static Stream Open(ReadOnlySpan<byte> first, Stream stream) => first switch
    {
        [0x1F, 0x8B, ..] => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => new ZstdSharp.DecompressionStream(stream, leaveOpen: true),
        [(byte)'B', (byte)'Z', (byte)'h', ..] => throw new Tar.TarFormatException("it is compressed with bzip2; expected a tar archive that is plain or compressed with gzip or zstd"),
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', ..] => throw new Tar.TarFormatException("it is compressed with xz; expected a tar archive that is plain or compressed with gzip or zstd"),
        _ => stream,
    };
}
