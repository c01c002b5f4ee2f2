using Containment.Snapshots.Upper;

namespace Containment.Checkpoints.Storing;

/// <summary>
/// Copies a container's own layers into one, in rounds: all of it first, then what changed since the round before, so that only the
/// last one need find the container standing still. Where the file system can, copies share their content with what they are copied from.
/// </summary>
/// <param name="from">The layers, top first.</param>
/// <param name="below">What lies below them, top first.</param>
/// <param name="to">An existing directory, empty at first.</param>
internal sealed class LayerCopy(IReadOnlyList<string> from, IReadOnlyList<string> below, string to)
{
    private const int Piece = 128 << 10;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Piece);
    private IReadOnlyList<UpperEntry> _before = [];

    /// <summary>All in one round, durably.</summary>
    /// <returns>The bytes of its files.</returns>
    public static long Run(string from, string to, CancellationToken cancellationToken) => new LayerCopy([from], [], to).Run(durable: true, cancellationToken);

    /// <param name="durable">Whether to wait for the disk.</param>
    /// <param name="cancellationToken">Gives up; what is copied stays.</param>
    /// <returns>The bytes of all files now.</returns>
    /// <exception cref="ContainmentException">Corrupt: something changed while it was copied, in a way that can't be followed; what is there is of no use.</exception>
    public long Run(bool durable, CancellationToken cancellationToken)
    {
        using var source = new UpperTree(from, below);
        using var target = new UpperTreeWriter(to);
        var now = source.Entries().ToList();
        var delta = UpperTreeChanges.Between(_before, now);
        foreach (var path in delta.Removed) target.Remove(path);
        foreach (var entry in delta.Changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Kind != UpperKind.File) target.Apply(entry);
            else CopyFile(source, target, entry, _buffer);
        }
        target.Complete(durable);
        _before = now;
        return now.Sum(entry => entry.Size);
    }

    /// <summary>Copies one file; one that has vanished is passed over.</summary>
    public static void CopyFile(UpperTree source, UpperTreeWriter target, UpperEntry entry, byte[] buffer)
    {
        using var content = source.OpenContent(entry);
        if (content is null) return;
        using var file = target.BeginFile(entry with { Size = content.Size });
        if (file.TryShare(content)) return;
        using var digest = new ContentDigest();
        foreach (var range in content.Ranges())
            for (long done = 0; done < range.Length;)
            {
                var read = content.Read(range.Offset + done, buffer.AsSpan(0, (int)Math.Min(buffer.Length, range.Length - done)));
                if (read == 0) break;
                digest.Append(range.Offset + done, buffer.AsSpan(0, read));
                file.Write(range.Offset + done, buffer.AsSpan(0, read));
                done += read;
            }
        file.Complete(digest.Finish(content.Size));
    }
}
