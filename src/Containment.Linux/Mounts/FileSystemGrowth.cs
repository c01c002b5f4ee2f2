namespace Containment.Linux.Mounts;

/// <summary>Lets a mounted file system take all of a device that has grown. No tool is needed: the kernel does it.</summary>
internal static unsafe class FileSystemGrowth
{
    // _IOW('f', 16, __u64), include/uapi/linux/ext4.h; _IOW('X', 110, struct xfs_growfs_data) and _IOR('X', 126, struct xfs_fsop_geom), fs/xfs/libxfs/xfs_fs.h;
    // _IOW(0x94, 3, struct btrfs_ioctl_vol_args), include/uapi/linux/btrfs.h.
    private const nuint GrowExt4 = 0x40086610, GrowXfs = 0x4010586E, GeometryOfXfs = 0x8100587E, ResizeBtrfs = 0x50009403;
    private const int GeometrySize = 256, Arguments = 4096, Name = 8;

    /// <summary>Grows ext4 to so many bytes. Needs CAP_SYS_RESOURCE.</summary>
    /// <exception cref="KernelRefusal">EPERM without that capability.</exception>
    public static void Ext4(Descriptor root, long bytes)
    {
        var blocks = (ulong)(bytes / FileSystemSpace.Of(root).BlockSize);
        KernelRefusal.Check(FileSystemCalls.Ioctl(root.Number, GrowExt4, &blocks), "ioctl", "EXT4_IOC_RESIZE_FS");
    }

    /// <summary>Grows XFS to so many bytes.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static void Xfs(Descriptor root, long bytes)
    {
        var geometry = stackalloc byte[GeometrySize];
        KernelRefusal.Check(FileSystemCalls.Ioctl(root.Number, GeometryOfXfs, geometry), "ioctl", "XFS_IOC_FSGEOMETRY");
        // blocksize is the first field; imaxpct is the 8th (struct xfs_fsop_geom).
        var (blockSize, mostInodes) = (((uint*)geometry)[0], ((uint*)geometry)[7]);
        var growth = stackalloc ulong[2] { (ulong)bytes / blockSize, mostInodes };
        if (KernelRefusal.Check(FileSystemCalls.Ioctl(root.Number, GrowXfs, growth), "ioctl", "XFS_IOC_FSGROWFSDATA") != 0) throw new InvalidOperationException("XFS_IOC_FSGROWFSDATA");
    }

    /// <summary>Grows btrfs to the end of its first device.</summary>
    /// <exception cref="KernelRefusal">The kernel refuses it.</exception>
    public static void Btrfs(Descriptor root)
    {
        var arguments = stackalloc byte[Arguments];
        new Span<byte>(arguments, Arguments).Clear();
        "1:max"u8.CopyTo(new Span<byte>(arguments + Name, 16));
        KernelRefusal.Check(FileSystemCalls.Ioctl(root.Number, ResizeBtrfs, arguments), "ioctl", "BTRFS_IOC_RESIZE");
    }
}
