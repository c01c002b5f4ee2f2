using Containment.Linux.Mounts;

namespace Containment.Linux.Descriptors;

/// <summary>Subvolumes of btrfs: directories that are copied in no time and share their content until either is written to (btrfs-subvolume(8)).</summary>
internal static unsafe class Subvolume
{
    // _IOW(0x94, …, struct btrfs_ioctl_vol_args), include/uapi/linux/btrfs.h: a descriptor and a name, 4,096 bytes.
    private const nuint Create = 0x5000940E, Copy = 0x50009401, Destroy = 0x5000940F;

    // The same with struct btrfs_ioctl_vol_args_v2, which can say to what group (btrfs-quota(5)) it belongs: a descriptor, a generation, flags, the size and the
    // place of a struct btrfs_qgroup_inherit, and a name.
    private const nuint CreateIn = 0x50009418, CopyIn = 0x50009417;
    private const int FlagsAt = 16, InheritSizeAt = 24, InheritAt = 32, NameAfter = 56, InheritLength = 10;
    private const ulong Inherits = 1 << 2;

    // The number that the root directory of each subvolume has, and of no other (BTRFS_FIRST_FREE_OBJECTID).
    private const ulong RootInode = 256;
    private const long Btrfs = FileSystemSpace.BtrfsType;
    private const int Arguments = 4096, Name = 8, LongestName = 255;

    /// <summary>Whether a directory is on btrfs.</summary>
    public static bool CanBeIn(Descriptor directory) => TypeOf(directory) == Btrfs;

    /// <summary>Whether an open directory is a subvolume.</summary>
    public static bool Is(Descriptor directory) => FileStatus.Of(directory).Inode == RootInode && TypeOf(directory) == Btrfs;

    /// <summary>Makes an empty one.</summary>
    /// <param name="parent">Where.</param>
    /// <param name="name">Its name.</param>
    /// <param name="group">The group that it is counted in; 0: none.</param>
    public static void Make(Descriptor parent, PathBytes name, ulong group = 0)
    {
        if (group == 0) Call(parent, Create, name, 0, "BTRFS_IOC_SUBVOL_CREATE");
        else Call(parent, CreateIn, name, 0, group, "BTRFS_IOC_SUBVOL_CREATE_V2");
    }

    /// <summary>Makes one that is what <paramref name="source"/> is at this moment.</summary>
    public static void Make(Descriptor parent, PathBytes name, Descriptor source, ulong group = 0)
    {
        if (group == 0) Call(parent, Copy, name, source.Number, "BTRFS_IOC_SNAP_CREATE");
        else Call(parent, CopyIn, name, source.Number, group, "BTRFS_IOC_SNAP_CREATE_V2");
    }

    /// <summary>Removes one with all that is in it; false where the name is none.</summary>
    public static bool Remove(Descriptor parent, PathBytes name)
    {
        if (TypeOf(parent) != Btrfs || FileStatus.TryOf(parent, name) is not { Kind: FileKind.Directory, Inode: RootInode }) return false;
        Call(parent, Destroy, name, 0, "BTRFS_IOC_SNAP_DESTROY");
        return true;
    }

    private static long TypeOf(Descriptor directory) => FileSystemSpace.Of(directory).Type;

    private static void Call(Descriptor parent, nuint request, PathBytes name, long descriptor, string what)
    {
        if (name.Span.Length > LongestName) throw new KernelRefusal("ioctl", $"{what} {name}", new Errno(36));
        var arguments = stackalloc byte[Arguments];
        new Span<byte>(arguments, Arguments).Clear();
        *(long*)arguments = descriptor;
        name.Span.CopyTo(new Span<byte>(arguments + Name, LongestName));
        KernelRefusal.Check(FileSystemCalls.Ioctl(parent.Number, request, arguments), "ioctl", $"{what} {name}");
    }

    private static void Call(Descriptor parent, nuint request, PathBytes name, long descriptor, ulong group, string what)
    {
        if (name.Span.Length > LongestName) throw new KernelRefusal("ioctl", $"{what} {name}", new Errno(36));
        var inherit = stackalloc ulong[InheritLength];
        new Span<ulong>(inherit, InheritLength).Clear();
        (inherit[1], inherit[InheritLength - 1]) = (1, group);
        var arguments = stackalloc byte[Arguments];
        new Span<byte>(arguments, Arguments).Clear();
        *(long*)arguments = descriptor;
        *(ulong*)(arguments + FlagsAt) = Inherits;
        *(ulong*)(arguments + InheritSizeAt) = InheritLength * sizeof(ulong);
        *(ulong**)(arguments + InheritAt) = inherit;
        name.Span.CopyTo(new Span<byte>(arguments + NameAfter, LongestName));
        KernelRefusal.Check(FileSystemCalls.Ioctl(parent.Number, request, arguments), "ioctl", $"{what} {name}");
    }
}
