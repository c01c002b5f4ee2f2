using System.Buffers.Binary;

namespace Containment.Linux.Descriptors;

/// <summary>What statx(2) says of a file. Times are nanoseconds since 1970.</summary>
internal readonly record struct FileStatus
{
    private const int CurrentDirectory = -100, AtSymlinkNoFollow = 0x100, AtEmptyPath = 0x1000, BasicStats = 0x7ff;
    private const ulong MountRoot = 0x2000;

    public FileKind Kind { get; private init; }
    /// <summary>The permission bits with setuid, setgid and sticky.</summary>
    public ushort Mode { get; private init; }
    public uint Uid { get; private init; }
    public uint Gid { get; private init; }
    public uint Links { get; private init; }
    public ulong Inode { get; private init; }
    public ulong Size { get; private init; }
    /// <summary>What it takes on disk, in units of 512 bytes.</summary>
    public ulong Blocks { get; private init; }
    public Int128 Modified { get; private init; }
    public Int128 Changed { get; private init; }
    /// <summary>The device that a device node stands for.</summary>
    public (uint Major, uint Minor) Represents { get; private init; }
    /// <summary>The device that the file is on.</summary>
    public (uint Major, uint Minor) Device { get; private init; }

    /// <summary>Whether something is mounted there, and this is its root (Linux 5.8).</summary>
    public bool IsMounted { get; private init; }

    /// <summary>An overlay's mark that a name is gone (Documentation/filesystems/overlayfs.rst).</summary>
    public bool IsWhiteout => Kind == FileKind.CharDevice && Represents == (0, 0);

    public static FileStatus Of(Descriptor file) => Of(file, "");

    public static FileStatus Of(Descriptor directory, PathBytes name) =>
        TryOf(directory, name) ?? throw new KernelRefusal("statx", name.ToString(), Errno.ENOENT);

    /// <summary>Null where there is no such name. A final symbolic link is not followed.</summary>
    public static unsafe FileStatus? TryOf(Descriptor directory, PathBytes name)
    {
        var raw = stackalloc byte[256];
        fixed (byte* path = name.Terminated())
        {
            if (LibC.statx(directory.Number, path, AtSymlinkNoFollow | AtEmptyPath, BasicStats, raw) < 0)
                return Errno.Last == Errno.ENOENT ? null : throw new KernelRefusal("statx", name.ToString(), Errno.Last);
        }
        return Decode(new(raw, 256));
    }

    /// <summary>Of what a path leads to, links followed, those of /proc too; null where it can't be told.</summary>
    public static unsafe FileStatus? TryFollow(PathBytes name)
    {
        var raw = stackalloc byte[256];
        fixed (byte* path = name.Terminated())
            return LibC.statx(CurrentDirectory, path, 0, BasicStats, raw) < 0 ? null : Decode(new(raw, 256));
    }

    // struct statx, include/uapi/linux/stat.h; in the machine's byte order, and all machines we run on are little-endian.
    private static FileStatus Decode(ReadOnlySpan<byte> x) => new()
    {
        IsMounted = (U64(x, 8) & MountRoot) != 0,
        Links = U32(x, 16), Uid = U32(x, 20), Gid = U32(x, 24),
        Kind = (FileKind)(U16(x, 28) & 0xF000), Mode = (ushort)(U16(x, 28) & 0xFFF),
        Inode = U64(x, 32), Size = U64(x, 40), Blocks = U64(x, 48),
        Changed = Time(x, 96), Modified = Time(x, 112),
        Represents = (U32(x, 128), U32(x, 132)), Device = (U32(x, 136), U32(x, 140)),
    };

    private static Int128 Time(ReadOnlySpan<byte> x, int at) => (Int128)(long)U64(x, at) * 1_000_000_000 + U32(x, at + 8);

    private static ushort U16(ReadOnlySpan<byte> x, int at) => BinaryPrimitives.ReadUInt16LittleEndian(x[at..]);
    private static uint U32(ReadOnlySpan<byte> x, int at) => BinaryPrimitives.ReadUInt32LittleEndian(x[at..]);
    private static ulong U64(ReadOnlySpan<byte> x, int at) => BinaryPrimitives.ReadUInt64LittleEndian(x[at..]);
}
