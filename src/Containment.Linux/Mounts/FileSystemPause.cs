namespace Containment.Linux.Mounts;

/// <summary>
/// Holds a file system still: all that was written is on its device, and whoever writes waits, until this is disposed (FIFREEZE, ioctl_fsfreeze(2)). The
/// kernel holds it until it is let go, also when this process dies; whoever can't let go of it at once must write down that it is held.
/// </summary>
internal sealed unsafe class FileSystemPause : IDisposable
{
    // _IOWR('X', 119, int) and _IOWR('X', 120, int), include/uapi/linux/fs.h.
    private const nuint Freeze = 0xC0045877, Thaw = 0xC0045878;
    private readonly Descriptor _root;
    private bool _held = true;

    private FileSystemPause(Descriptor root) => _root = root;

    /// <exception cref="KernelRefusal">EBUSY: somebody holds it still already.</exception>
    public static FileSystemPause Begin(Descriptor root)
    {
        KernelRefusal.Check(FileSystemCalls.Ioctl(root.Number, Freeze, null), "ioctl", "FIFREEZE");
        return new(root);
    }

    /// <summary>Writes what there is to write (syncfs(2)).</summary>
    public static void Settle(Descriptor root) => KernelRefusal.Check(FileSystemCalls.Syncfs(root.Number), "syncfs", "a file system");

    /// <summary>Lets go of one that somebody else left held; false where nobody did.</summary>
    public static bool End(Descriptor root) => FileSystemCalls.Ioctl(root.Number, Thaw, null) == 0;

    public void Dispose()
    {
        if (_held) End(_root);
        _held = false;
    }
}
