using Containment.Snapshots.Upper;

namespace Containment.Checkpoints.Storing;

/// <summary>
/// Copies a container's own layers into one, in rounds: all of it first, then what changed since the round before, so that only the
/// last one need find the container standing still. Where the file system can, copies share their content with what they are copied from.
/// </summary>
/// <param name="from">The layers, top first.</param>
/// <param name="below">What lies below them, top first.</param>
/// <param name="to">An existing directory.</param>
/// <param name="before">What <paramref name="to"/> has already, as <see cref="Entries"/> of the copy that brought it there; else it is empty.</param>
internal sealed class LayerCopy(IReadOnlyList<string> from, IReadOnlyList<string> below, string to, IReadOnlyList<UpperEntry>? before = null)
{
    private long _settled = long.MinValue;

    /// <summary>What is there after the last round, to be compared with later.</summary>
    public IReadOnlyList<UpperEntry> Entries { get; private set; } = before ?? [];

    /// <summary>All in one round, durably.</summary>
    /// <returns>The bytes of its files.</returns>
    public static long Run(string from, string to, CancellationToken cancellationToken) => new LayerCopy([from], [], to).Run(durable: true, following: false, cancellationToken);

    /// <param name="durable">Whether to wait for the disk.</param>
    /// <param name="following">Whether another round follows, now or at another time. It finds all that was written after this one.</param>
    /// <param name="cancellationToken">Gives up; what is copied stays.</param>
    /// <returns>The bytes of all files now.</returns>
    /// <exception cref="ContainmentException">Corrupt: something changed while it was copied, in a way that can't be followed; what is there is of no use.</exception>
    public long Run(bool durable, bool following, CancellationToken cancellationToken)
    {
        using var source = new UpperTree(from, below);
        using var target = new UpperTreeWriter(to);
        if (following) _settled = UpperTreeChanges.SettledNow();
        var now = source.Entries().ToList();
        var delta = UpperTreeChanges.Between(Entries, now);
        foreach (var path in delta.Removed) target.Remove(path);
        foreach (var entry in delta.Changed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.Kind != UpperKind.File) target.Apply(entry);
            else CopyFile(source, target, entry, following);
        }
        target.Complete(durable);
        Entries = UpperTreeChanges.Unsettle(now, _settled);
        return now.Sum(entry => entry.Size);
    }

    /// <summary>Copies one file; one that has vanished is passed over.</summary>
    public static void CopyFile(UpperTree source, UpperTreeWriter target, UpperEntry entry, bool following = false)
    {
        using var content = source.OpenContent(entry);
        if (content is null) return;
        if (following) content.Flush(entry.Path);
        using var file = target.BeginFile(entry with { Size = content.Size });
        file.Take(content);
    }
}
