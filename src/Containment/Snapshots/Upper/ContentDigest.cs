using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Containment.Snapshots.Upper;

/// <summary>
/// The digest of a file with holes: SHA-256 over (SHA-256 of all data, SHA-256 of where each stretch begins and ends, the
/// length). It does not depend on how the data was cut into pieces, and holes cost nothing.
/// </summary>
internal sealed class ContentDigest : IDisposable
{
    private readonly IncrementalHash _data = IncrementalHash.CreateHash(HashAlgorithmName.SHA256), _places = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _end = -1;

    /// <summary>Adds data; offsets only rise.</summary>
    public void Append(long offset, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty) return;
        if (offset != _end)
        {
            if (_end >= 0) Place(_end);
            Place(offset);
        }
        _data.AppendData(data);
        _end = offset + data.Length;
    }

    public byte[] Finish(long size)
    {
        if (_end >= 0) Place(_end);
        Span<byte> all = stackalloc byte[72];
        _data.GetHashAndReset(all);
        _places.GetHashAndReset(all[32..]);
        BinaryPrimitives.WriteInt64LittleEndian(all[64..], size);
        return SHA256.HashData(all);
    }

    public void Dispose()
    {
        _data.Dispose();
        _places.Dispose();
    }

    private void Place(long at)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, at);
        _places.AppendData(bytes);
    }
}
