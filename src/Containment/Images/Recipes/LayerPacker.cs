using System.IO.Compression;
using System.Security.Cryptography;
using Containment.Images.Layers;
using Containment.Images.Oci;

namespace Containment.Images.Recipes;

/// <summary>Compresses an archive while it comes, and measures it on both sides. The same archive gives the same bytes: one thread, no time in any header.</summary>
internal sealed class LayerPacker(LayerCompression compression, long? limit, Action<long> onPacked)
{
    private const int ZstdLevel = 9, Chunk = 1 << 17;

    /// <summary>Null where the archive is larger than the limit.</summary>
    /// <exception cref="KernelException">The disk is full, or something else is wrong with it.</exception>
    public async Task<PackedLayer?> PackAsync(Stream archive, string path, CancellationToken cancellationToken)
    {
        using var plain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = new HashedFile(path);
        var length = 0L;
        await using (var packed = Open(target))
        {
            var chunk = new byte[Chunk];
            while (await archive.ReadAsync(chunk, cancellationToken).ConfigureAwait(false) is var read and > 0)
            {
                if ((length += read) > limit) return null;
                plain.AppendData(chunk, 0, read);
                packed.Write(chunk, 0, read);
                onPacked(length);
            }
        }
        return new(compression, target.Complete(), target.Position, new(Convert.ToHexStringLower(plain.GetHashAndReset())), length);
    }

    private Stream Open(Stream target) => compression == LayerCompression.Gzip
        ? new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true)
        : new ZstdSharp.CompressionStream(target, ZstdLevel, leaveOpen: true);
}
