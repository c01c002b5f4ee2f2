using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Containment.Snapshots.Upper;

namespace Containment.Checkpoints.Storing;

/// <summary>One digest of a whole layer: every name with all that is known of it, and every content where that is wanted, in the order of the walk.</summary>
internal static class LayerDigest
{
    public static string Of(string upper, CancellationToken cancellationToken) => Of(upper, contents: true, cancellationToken).Digest;

    /// <summary>Without contents it costs no reading of files.</summary>
    /// <returns>The digest, and the bytes of all files.</returns>
    public static (string Digest, long Bytes) Of(string upper, bool contents, CancellationToken cancellationToken)
    {
        using var tree = new UpperTree(upper);
        var buffer = contents ? GC.AllocateUninitializedArray<byte>(128 << 10) : [];
        return Of(tree.Entries(), contents ? entry => Content(tree, entry, buffer) : null, cancellationToken);
    }

    /// <summary>What the digest without contents is of a layer that has these.</summary>
    public static string Of(IEnumerable<UpperEntry> entries, CancellationToken cancellationToken) => Of(entries, null, cancellationToken).Digest;

    private static (string Digest, long Bytes) Of(IEnumerable<UpperEntry> entries, Func<UpperEntry, byte[]>? content, CancellationToken cancellationToken)
    {
        long bytes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(hash, entry.Path.Span);
            Add(hash, [(byte)entry.Kind, entry.Opaque ? (byte)1 : (byte)0]);
            foreach (long number in (ReadOnlySpan<long>)[entry.Mode, entry.Uid, entry.Gid, entry.Modified, entry.Kind == UpperKind.File ? entry.Size : 0, entry.Device.Major, entry.Device.Minor]) Add(hash, number);
            Add(hash, entry.LinkTarget.Span);
            Add(hash, entry.HardLinkOf.Span);
            foreach (var (key, value) in entry.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal))
            {
                Add(hash, Encoding.UTF8.GetBytes(key));
                Add(hash, value);
            }
            bytes += entry.Size;
            if (content is not null && entry.Kind == UpperKind.File) Add(hash, content(entry));
        }
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    private static byte[] Content(UpperTree tree, UpperEntry entry, byte[] buffer)
    {
        using var content = tree.OpenContent(entry) ?? throw new ContainmentException(FailureReason.Corrupt, entry.Path.ToString(), $"{entry.Path} went while it was read");
        // Where holes are differs from one file system to the next; what is read does not.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long at = 0; content.Read(at, buffer) is > 0 and var read; at += read) hash.AppendData(buffer.AsSpan(0, read));
        return hash.GetHashAndReset();
    }

    // With its length, so that no two sequences give the same bytes.
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Add(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
