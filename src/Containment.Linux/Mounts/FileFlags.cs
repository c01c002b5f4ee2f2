namespace Containment.Linux.Mounts;

/// <summary>Flags that a file system keeps for a file (ioctl_iflags(2)).</summary>
internal static unsafe class FileFlags
{
    /// <summary>Changed in place (FS_NOCOW_FL).</summary>
    public const int NoCopyOnWrite = 0x800000;

    // FS_IOC_GETFLAGS and FS_IOC_SETFLAGS, include/uapi/linux/fs.h; the argument is an int, whatever their numbers say.
    private const nuint Get = 0x80086601, Set = 0x40086602;

    /// <summary>False where the file system has no such flag.</summary>
    public static bool TryAdd(Descriptor file, int flag)
    {
        var flags = 0L;
        if (FileSystemCalls.Ioctl(file.Number, Get, &flags) < 0) return false;
        flags |= (uint)flag;
        return FileSystemCalls.Ioctl(file.Number, Set, &flags) == 0;
    }
}
