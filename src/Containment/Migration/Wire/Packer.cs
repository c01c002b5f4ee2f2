using K4os.Compression.LZ4;
using ZstdSharp;

namespace Containment.Migration.Wire;

/// <summary>Packs and unpacks one chunk at a time; not for two threads at once. What it unpacks may be hostile.</summary>
internal sealed class Packer : IDisposable
{
    // The fastest that still packs: what is slower never pays between two hosts.
    private const int Level = 1;

    private Compressor? _compressor;
    private Decompressor? _decompressor;

    /// <summary>Packs into a buffer; 0 is that it does not get smaller.</summary>
    public int Pack(Packing packing, ReadOnlySpan<byte> plain, Span<byte> packed)
    {
        // With no more room than the plain bytes take, what does not get smaller fails early.
        var room = packed[..Math.Min(packed.Length, plain.Length - 1)];
        return packing switch
        {
            Packing.Lz4 => Math.Max(0, LZ4Codec.Encode(plain, room)),
            Packing.Zstd => (_compressor ??= new Compressor(Level)).TryWrap(plain, room, out var written) ? written : 0,
            _ => 0,
        };
    }

    /// <summary>Unpacks exactly as much as <paramref name="plain"/> holds.</summary>
    /// <exception cref="WireException">It is not packed so, or it is more or less.</exception>
    public void Unpack(Packing packing, ReadOnlySpan<byte> packed, Span<byte> plain)
    {
        var got = -1;
        try
        {
            got = packing == Packing.Lz4 ? LZ4Codec.Decode(packed, plain)
                : (_decompressor ??= new Decompressor()).TryUnwrap(packed, plain, out var written) ? written : -1;
        }
        catch (ZstdException)
        {
            // Said below.
        }
        if (got != plain.Length) throw new WireException($"a chunk packed with {packing} that does not hold the {plain.Length} bytes it promises");
    }

    public void Dispose()
    {
        _compressor?.Dispose();
        _decompressor?.Dispose();
    }
}
