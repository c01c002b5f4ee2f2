namespace Containment.Linux.Descriptors;

/// <summary>Removes a tree of any depth, following no link and crossing no mount.</summary>
internal static class TreeRemoval
{
    // Each level that is open costs a descriptor, and whoever filled the tree may have gone as deep as he liked.
    private const int MostOpen = 64;

    /// <summary>Removes <paramref name="name"/> in <paramref name="parent"/> with all below it; true if there was something.</summary>
    public static bool Remove(Descriptor parent, PathBytes name)
    {
        if (FileStatus.TryOf(parent, name) is not { } status) return false;
        if (status.Kind == FileKind.Directory) Empty(parent, name);
        At.Remove(parent, name, status.Kind == FileKind.Directory);
        return true;
    }

    private static void Empty(Descriptor parent, PathBytes top)
    {
        // A stack of our own: a hostile tree is deeper than a thread's stack.
        var open = new Stack<(Descriptor Directory, PathBytes Name, Queue<PathBytes> Left)>();
        var (moved, first) = (0UL, Enter(parent, top));
        try
        {
            open.Push(first);
            while (open.TryPeek(out var level))
            {
                if (level.Left.TryDequeue(out var name))
                {
                    if (FileStatus.TryOf(level.Directory, name) is not { } status) continue;
                    if (status.Kind == FileKind.Directory && open.Count >= MostOpen) first.Left.Enqueue(Raise(level.Directory, name, first.Directory, ref moved));
                    else if (status.Kind == FileKind.Directory) open.Push(Enter(level.Directory, name));
                    else At.Remove(level.Directory, name, isDirectory: false);
                    continue;
                }
                open.Pop().Directory.Dispose();
                if (open.TryPeek(out var above)) At.Remove(above.Directory, level.Name, isDirectory: true);
            }
        }
        finally
        {
            foreach (var level in open) level.Directory.Dispose();
        }
    }

    /// <summary>Moves a directory up to the top of what is being removed, under a name that is free there.</summary>
    private static PathBytes Raise(Descriptor from, PathBytes name, Descriptor top, ref ulong moved)
    {
        PathBytes free;
        do free = $".raised-{moved++}";
        while (FileStatus.TryOf(top, free) is not null);
        At.Rename(from, name, top, free);
        return free;
    }

    private static Descriptor Open(Descriptor parent, PathBytes name)
    {
        try
        {
            return At.Open(parent, name, OpenFlags.Directory);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EACCES)
        {
            // Its owner may let himself in; overlay leaves such a one behind. If it became a link meanwhile, that leads to something of the same owner's.
            At.Chmod(parent, name, 0x1C0);
            return At.Open(parent, name, OpenFlags.Directory);
        }
    }

    private static (Descriptor Directory, PathBytes Name, Queue<PathBytes> Left) Enter(Descriptor parent, PathBytes name)
    {
        var directory = Open(parent, name);
        return (directory, name, new(DirectoryListing.Read(directory)));
    }
}
