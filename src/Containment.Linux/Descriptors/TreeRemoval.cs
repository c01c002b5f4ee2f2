namespace Containment.Linux.Descriptors;

/// <summary>Removes a tree of any depth, following no link and crossing no mount.</summary>
internal static class TreeRemoval
{
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
        try
        {
            open.Push(Enter(parent, top));
            while (open.TryPeek(out var level))
            {
                if (level.Left.TryDequeue(out var name))
                {
                    if (FileStatus.TryOf(level.Directory, name) is not { } status) continue;
                    if (status.Kind == FileKind.Directory) open.Push(Enter(level.Directory, name));
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

    private static (Descriptor, PathBytes, Queue<PathBytes>) Enter(Descriptor parent, PathBytes name)
    {
        var directory = At.Open(parent, name, OpenFlags.Directory);
        return (directory, name, new(DirectoryListing.Read(directory)));
    }
}
