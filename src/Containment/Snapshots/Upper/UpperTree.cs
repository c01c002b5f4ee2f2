using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>Reads an upper layer as it lies on disk, parents before children and in the order of bytes, one entry at a time.</summary>
internal sealed class UpperTree : IDisposable
{
    private readonly Descriptor _root;

    /// <exception cref="KernelException">The directory can't be opened.</exception>
    public UpperTree(string upper)
    {
        try
        {
            _root = At.OpenDirectory(upper);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>
    /// Walks the tree. What vanishes during the walk is passed over: the container may be running. Memory grows with
    /// the number of files that have several names, and with the widest directories on one path, not with the tree.
    /// </summary>
    /// <exception cref="KernelException">Something can't be read.</exception>
    /// <exception cref="ContainmentException">The layer holds what only its own overlay understands (Unsupported).</exception>
    public IEnumerable<UpperEntry> Entries() => new UpperWalk(_root).Entries();

    /// <summary>A file's content for reading; null if it has vanished or is no file any more.</summary>
    /// <exception cref="KernelException">It can't be read.</exception>
    public UpperContent? OpenContent(UpperEntry entry)
    {
        try
        {
            var file = Beneath.Open(_root, entry.Path, OpenFlags.ReadOnly | OpenFlags.NonBlocking | OpenFlags.NoFollow);
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

    public void Dispose() => _root.Dispose();
}
