using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>A directory in a walk over layers: open in each layer that has a part in it, top first.</summary>
internal sealed class WalkLevel : IDisposable
{
    private readonly IReadOnlyList<Descriptor> _parts;

    private WalkLevel(IReadOnlyList<Descriptor> parts, PathBytes path, bool hides, Queue<PathBytes> left) => (_parts, Path, Hides, Left) = (parts, path, hides, left);

    public PathBytes Path { get; }

    /// <summary>Whether what lies below all layers does not show through.</summary>
    public bool Hides { get; }

    /// <summary>The names that are yet to be visited.</summary>
    public Queue<PathBytes> Left { get; }

    /// <summary>Opens a directory; null where it has vanished.</summary>
    public static WalkLevel? Enter(IReadOnlyList<Descriptor> parents, PathBytes name, PathBytes path, bool hides)
    {
        List<Descriptor> parts = [];
        try
        {
            foreach (var parent in parents)
                if (Open(parent, name) is { } part) parts.Add(part);
            if (parts.Count == 0) return null;
            return new(parts, path, hides, new(parts.Count == 1 ? DirectoryListing.Read(parts[0]) : parts.SelectMany(DirectoryListing.Read).Distinct().Order()));
        }
        catch (KernelRefusal refusal)
        {
            foreach (var part in parts) part.Dispose();
            throw new KernelException(refusal);
        }
    }

    /// <summary>In which layers a name is seen, as the overlay would: the topmost alone, but for directories, which are merged until something hides the rest.</summary>
    public (IReadOnlyList<Descriptor> Parts, bool Hides)? Find(PathBytes name)
    {
        if (_parts.Count == 1) return (_parts, false);
        try
        {
            List<Descriptor> found = [];
            foreach (var part in _parts)
            {
                if (FileStatus.TryOf(part, name) is not { } status) continue;
                if (status.Kind != FileKind.Directory) return found.Count == 0 ? ([part], false) : (found, true);
                found.Add(part);
                if (ExtendedAttributes.Get(part, name, ExtendedAttributes.OverlayOpaque) is [(byte)'y']) return (found, true);
            }
            return found.Count == 0 ? null : (found, false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    public void Dispose()
    {
        foreach (var part in _parts) part.Dispose();
    }

    private static Descriptor? Open(Descriptor parent, PathBytes name)
    {
        try
        {
            return At.Open(parent, name, OpenFlags.Directory);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOTDIR || refusal.Error == Errno.ELOOP)
        {
            return null;
        }
    }
}
