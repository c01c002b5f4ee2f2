using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>Reads what is known of names, and remembers those of files that have several.</summary>
internal sealed class UpperEntryReader
{
    private readonly Dictionary<((uint, uint) Device, ulong Inode), PathBytes> _manyNames = [];

    /// <summary>Null where the name has vanished.</summary>
    public UpperEntry? Read(Descriptor directory, PathBytes name, PathBytes path)
    {
        try
        {
            if (FileStatus.TryOf(directory, name) is not { } status) return null;
            if (status.IsWhiteout) return new() { Path = path, Kind = UpperKind.Whiteout, Inode = status.Inode, Changed = Clock(status.Changed) };
            var first = status.Kind != FileKind.Directory && status.Links > 1 ? FirstName((status.Device, status.Inode), path) : path;
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

    private PathBytes FirstName(((uint, uint), ulong) file, PathBytes path) =>
        _manyNames.TryGetValue(file, out var first) ? first : _manyNames[file] = path;

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
}
