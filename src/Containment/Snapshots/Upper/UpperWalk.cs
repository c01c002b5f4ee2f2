using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>One walk over an upper layer, with a stack of its own: a tree may be deeper than a thread's stack.</summary>
internal sealed class UpperWalk(Descriptor root)
{
    private readonly Dictionary<ulong, PathBytes> _manyNames = [];

    public IEnumerable<UpperEntry> Entries()
    {
        var open = new Stack<Level>();
        try
        {
            if (Read(root, default, default) is not { } top) yield break;
            yield return top;
            open.Push(Enter(root, ".", default)!);
            while (open.TryPeek(out var level))
            {
                if (!level.Left.TryDequeue(out var name))
                {
                    open.Pop().Directory.Dispose();
                    continue;
                }
                var path = level.Path.Append(name);
                if (Read(level.Directory, name, path) is not { } entry) continue;
                if (open.Count - 1 > UpperEntryRules.Deepest) throw TooDeep(path);
                yield return entry;
                if (entry.Kind == UpperKind.Directory && Enter(level.Directory, name, path) is { } below) open.Push(below);
            }
        }
        finally
        {
            foreach (var level in open) level.Directory.Dispose();
        }
    }

    private UpperEntry? Read(Descriptor directory, PathBytes name, PathBytes path)
    {
        try
        {
            if (FileStatus.TryOf(directory, name) is not { } status) return null;
            if (status.IsWhiteout) return new() { Path = path, Kind = UpperKind.Whiteout, Inode = status.Inode, Changed = Clock(status.Changed) };
            var first = status.Kind != FileKind.Directory && status.Links > 1 ? FirstName(status.Inode, path) : path;
            var (attributes, opaque) = UpperAttributes.Sort(ExtendedAttributes.Read(directory, name), path);
            return new()
            {
                Path = path,
                Kind = first == path ? KindOf(status.Kind) : UpperKind.HardLink,
                HardLinkOf = first == path ? default : first,
                Mode = status.Mode, Uid = status.Uid, Gid = status.Gid,
                Modified = Clock(status.Modified), Changed = Clock(status.Changed), Inode = status.Inode,
                Size = status.Kind == FileKind.Regular ? (long)status.Size : 0,
                Attributes = attributes, Opaque = opaque,
                LinkTarget = status.Kind == FileKind.Symlink ? At.ReadLink(directory, name) : default,
                Device = status.Kind is FileKind.CharDevice or FileKind.BlockDevice ? status.Represents : default,
            };
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT)
        {
            return null;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static ContainmentException TooDeep(PathBytes path) =>
        new(FailureReason.Unsupported, path.ToString(), $"{path} is deeper than {UpperEntryRules.Deepest} directories, which can't be carried over; remove it or make it flatter");

    private PathBytes FirstName(ulong inode, PathBytes path) =>
        _manyNames.TryGetValue(inode, out var first) ? first : _manyNames[inode] = path;

    private static Level? Enter(Descriptor parent, PathBytes name, PathBytes path)
    {
        try
        {
            var directory = At.Open(parent, name, OpenFlags.Directory);
            return new(directory, path, new(DirectoryListing.Read(directory)));
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ENOENT || refusal.Error == Errno.ENOTDIR || refusal.Error == Errno.ELOOP)
        {
            return null;
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    // Years 1678 to 2262; a file dated beyond them is dated at their edge.
    private static long Clock(Int128 nanoseconds) => (long)Int128.Clamp(nanoseconds, long.MinValue, long.MaxValue);

    private static UpperKind KindOf(FileKind kind) => kind switch
    {
        FileKind.Directory => UpperKind.Directory,
        FileKind.Symlink => UpperKind.Symlink,
        FileKind.Fifo => UpperKind.Fifo,
        FileKind.Socket => UpperKind.Socket,
        FileKind.CharDevice => UpperKind.CharDevice,
        FileKind.BlockDevice => UpperKind.BlockDevice,
        _ => UpperKind.File,
    };

    private sealed record Level(Descriptor Directory, PathBytes Path, Queue<PathBytes> Left);
}
