namespace Containment.Linux.Descriptors;

/// <summary>Lets two files share one content until either is written to (ioctl_ficlone(2)); btrfs, XFS and others can.</summary>
internal static partial class FileSharing
{
    // _IOW(0x94, 9, int), include/uapi/linux/fs.h.
    private const nuint Clone = 0x40049409;

    /// <summary>False where the file system can't share, or the two are not on one.</summary>
    public static bool TryShare(Descriptor from, Descriptor to)
    {
        if (Ioctl(to.Number, Clone, from.Number) == 0) return true;
        var error = Errno.Last;
        return error == Errno.EOPNOTSUPP || error == Errno.EXDEV || error == Errno.EINVAL || error == Errno.ENOTTY || error == Errno.EPERM
            ? false : throw new KernelRefusal("ioctl", "FICLONE", error);
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Ioctl(int fd, nuint request, int other);
}
