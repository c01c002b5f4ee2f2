namespace Containment.Linux.Mounts;

/// <summary>Calls on whole file systems, each described by its manual page of the same name.</summary>
internal static unsafe partial class FileSystemCalls
{
    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static partial int Fstatfs(int fd, void* status);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int Syncfs(int fd);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static partial int Ioctl(int fd, nuint request, void* argument);

    /// <summary>Takes room for a file's first bytes, and leaves what is in them (fallocate(2)). Where the file system can't, nothing happens.</summary>
    public static void Reserve(Descriptor file, long bytes)
    {
        if (Fallocate(file.Number, 0, 0, bytes) == 0) return;
        var error = Errno.Last;
        if (error != Errno.EOPNOTSUPP) throw new KernelRefusal("fallocate", $"{bytes} bytes", error);
    }

    [LibraryImport("libc", EntryPoint = "fallocate64", SetLastError = true)]
    private static partial int Fallocate(int fd, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Umount2(string target, int flags);
}
