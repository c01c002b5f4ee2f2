namespace Containment.Linux.Mounts;

/// <summary>What statfs(2) says of a file system, as df shows it.</summary>
/// <param name="Type">Its magic number.</param>
/// <param name="BlockSize">Bytes a block.</param>
/// <param name="Blocks">All blocks.</param>
/// <param name="Free">Those that are free.</param>
internal readonly record struct FileSystemSpace(long Type, long BlockSize, long Blocks, long Free)
{
    public const long BtrfsType = 0x9123683E, OverlayType = 0x794c7630;

    public long Total => Blocks * BlockSize;
    public long Used => (Blocks - Free) * BlockSize;

    /// <exception cref="KernelRefusal">It can't be asked.</exception>
    public static unsafe FileSystemSpace Of(Descriptor file)
    {
        var status = stackalloc long[16];
        KernelRefusal.Check(FileSystemCalls.Fstatfs(file.Number, status), "fstatfs", "a file system");
        return new(status[0], status[1], status[2], status[3]);
    }
}
