using System.Buffers;
using System.Security.Cryptography;
using Containment.Snapshots.Upper;

namespace Containment.Migration.Files;

/// <summary>
/// One digest of a whole tree: SHA-256 over each entry's header and each file's ContentDigest, in the order of the walk. The
/// same on every host whose tree has the same names, contents, owners, modes, times and attributes.
/// </summary>
internal static class TreeDigest
{
    public static async Task<string> OfAsync(string root, CancellationToken cancellation)
    {
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var tree = new UpperTree(root);
        var buffer = new byte[256 * 1024];
        var header = new ArrayBufferWriter<byte>();
        foreach (var entry in tree.Entries())
        {
            cancellation.ThrowIfCancellationRequested();
            // The times of directories change with each name made in them, and a mount point's are nobody's.
            header.ResetWrittenCount();
            UpperEntryCodec.Write(entry.Kind == UpperKind.Directory ? entry with { Modified = 0 } : entry, header);
            all.AppendData(header.WrittenSpan);
            if (entry.Kind != UpperKind.File || tree.OpenContent(entry) is not { } content) continue;
            using (content) all.AppendData(await ContentAsync(content, buffer, cancellation).ConfigureAwait(false));
        }
        return "tree-sha256:" + Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static async Task<byte[]> ContentAsync(UpperContent content, byte[] buffer, CancellationToken cancellation)
    {
        using var digest = new ContentDigest();
        foreach (var range in content.Ranges())
        {
            for (var at = range.Offset; at < range.Offset + range.Length;)
            {
                var read = await content.ReadAsync(at, buffer.AsMemory(0, (int)Math.Min(buffer.Length, range.Offset + range.Length - at)), cancellation).ConfigureAwait(false);
                if (read == 0) break;
                digest.Append(at, buffer.AsSpan(0, read));
                at += read;
            }
        }
        return digest.Finish(content.Size);
    }
}
