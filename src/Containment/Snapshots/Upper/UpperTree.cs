using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>
/// Reads an upper layer as it lies on disk, parents before children and in the order of bytes, one entry at a time; or several
/// layers as the one that they are together.
/// </summary>
internal sealed class UpperTree : IDisposable
{
    private readonly List<Descriptor> _roots = [];
    private readonly IReadOnlyList<string> _below;

    /// <exception cref="KernelException">The directory can't be opened.</exception>
    public UpperTree(string upper) : this([upper], []) { }

    /// <param name="layers">The layers, top first.</param>
    /// <param name="below">What lies below them, top first.</param>
    /// <exception cref="KernelException">A directory can't be opened.</exception>
    public UpperTree(IReadOnlyList<string> layers, IReadOnlyList<string> below)
    {
        _below = below;
        try
        {
            foreach (var layer in layers) _roots.Add(At.OpenDirectory(layer));
        }
        catch (KernelRefusal refusal)
        {
            Dispose();
            throw new KernelException(refusal);
        }
    }

    /// <summary>
    /// Walks the tree. What vanishes during the walk is passed over: the container may be running. Memory grows with
    /// the number of files that have several names, and with the widest directories on one path, not with the tree.
    /// </summary>
    /// <exception cref="KernelException">Something can't be read.</exception>
    /// <exception cref="ContainmentException">The layer holds what only its own overlay understands (Unsupported).</exception>
    public IEnumerable<UpperEntry> Entries() => new UpperWalk(_roots, path => RootFiles.Shows(_below, path)).Entries();

    /// <summary>A file's content for reading; null if it has vanished or is no file any more.</summary>
    /// <exception cref="KernelException">It can't be read.</exception>
    public UpperContent? OpenContent(UpperEntry entry)
    {
        foreach (var root in _roots)
            if (Open(root, entry) is { } content) return content;
        return null;
    }

    /// <summary>Gives a file one more name, in another directory of the same file system.</summary>
    /// <exception cref="KernelRefusal">It can't be given one, or is not there.</exception>
    public void Link(UpperEntry entry, Descriptor directory, PathBytes name)
    {
        foreach (var root in _roots)
        {
            try
            {
                using var parent = Beneath.OpenDirectory(root, entry.Path.Parent);
                At.Link(parent, entry.Path.Name, directory, name);
                return;
            }
            catch (KernelRefusal refusal) when (root != _roots[^1] && (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOTDIR || refusal.Error == Errno.ELOOP))
            {
                // Then a lower layer has it.
            }
        }
    }

    public void Dispose()
    {
        foreach (var root in _roots) root.Dispose();
    }

    private static UpperContent? Open(Descriptor root, UpperEntry entry)
    {
        try
        {
            var file = Beneath.Open(root, entry.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow);
            if (FileStatus.Of(file) is { Kind: FileKind.Regular } status) return new(file, (long)status.Size);
            file.Dispose();
            return null;
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOTDIR || refusal.Error == Errno.ELOOP || refusal.Error == Errno.EISDIR)
        {
            return null;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
