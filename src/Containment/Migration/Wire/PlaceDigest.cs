using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Containment.Migration.Wire;

/// <summary>
/// The digest that closes an item: its header, where its chunks lie, its trailer. The bytes of chunks are authenticated by TLS,
/// and a file's by its ContentDigest besides; hashing them a third time would only lengthen the freeze. The places of an item
/// whose chunks may overtake each other are summed up, so that their order does not count.
/// </summary>
internal sealed class PlaceDigest
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private bool _loose;
    private ulong _count, _sum;

    public void Begin(ItemSection section, ReadOnlySpan<byte> header)
    {
        (_loose, _count, _sum) = (section.IsLoose, 0, 0);
        _digest.AppendData([(byte)section]);
        _digest.AppendData(header);
    }

    public void Chunk(long offset, int length)
    {
        _count++;
        if (_loose) _sum += (ulong)offset * 0x9E3779B97F4A7C15 + ((ulong)length * 0xC2B2AE3D27D4EB4F ^ (ulong)offset >> 17);
        else Append((ulong)offset, (ulong)length);
    }

    public byte[] End(ReadOnlySpan<byte> trailer)
    {
        Append(_count, _sum);
        _digest.AppendData(trailer);
        return _digest.GetHashAndReset();
    }

    private void Append(ulong first, ulong second)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, first);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], second);
        _digest.AppendData(bytes);
    }
}
