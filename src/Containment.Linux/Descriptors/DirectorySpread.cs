namespace Containment.Linux.Descriptors;

/// <summary>
/// Tells the file system that the directories of a directory have nothing to do with each other (the attribute T of chattr(1)): ext4 then puts each of them
/// into a part of the disk of its own, so that they are filled at once without waiting for each other's. Other file systems have no such thing.
/// </summary>
internal static unsafe partial class DirectorySpread
{
    // _IOR('f', 1, long), _IOW('f', 2, long) and FS_TOPDIR_FL, include/uapi/linux/fs.h; the kernel takes an int all the same.
    private const nuint GetFlags = 0x80086601, SetFlags = 0x40086602;
    private const int TopOfHierarchies = 0x20000;

    /// <summary>From now on; what is there stays where it is. Where it can't be, nothing is changed.</summary>
    public static void Over(Descriptor directory)
    {
        long flags = 0;
        if (Ioctl(directory.Number, GetFlags, &flags) != 0 || (flags & TopOfHierarchies) != 0) return;
        flags |= TopOfHierarchies;
        Ioctl(directory.Number, SetFlags, &flags);
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int fd, nuint request, long* flags);
}
