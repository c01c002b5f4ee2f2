using Containment.Snapshots.Upper;

namespace Containment.Checkpoints.Storing;

/// <summary>Copies a container's own layer.</summary>
internal static class LayerCopy
{
    private const int Piece = 128 << 10;

    /// <returns>The bytes of its files.</returns>
    public static long Run(string from, string to, CancellationToken cancellationToken)
    {
        long bytes = 0;
        var buffer = GC.AllocateUninitializedArray<byte>(Piece);
        using var source = new UpperTree(from);
        using var target = new UpperTreeWriter(to);
        foreach (var entry in source.Entries())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Kind != UpperKind.File) target.Apply(entry);
            else bytes += CopyFile(source, target, entry, buffer);
        }
        target.Complete();
        return bytes;
    }

    private static long CopyFile(UpperTree source, UpperTreeWriter target, UpperEntry entry, byte[] buffer)
    {
        using var content = source.OpenContent(entry) ?? throw new ContainmentException(FailureReason.Corrupt, entry.Path.ToString(), $"{entry.Path} went while it was copied");
        using var file = target.BeginFile(entry);
        using var digest = new ContentDigest();
        long bytes = 0;
        foreach (var range in content.Ranges())
            for (long done = 0; done < range.Length;)
            {
                var read = content.Read(range.Offset + done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, range.Length - done)));
                if (read == 0) break;
                digest.Append(range.Offset + done, buffer.AsSpan(0, read));
                file.Write(range.Offset + done, buffer.AsSpan(0, read));
                done += read;
                bytes += read;
            }
        file.Complete(digest.Finish(entry.Size));
        return bytes;
    }
}
