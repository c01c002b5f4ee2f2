namespace Containment.Linux.Descriptors;

/// <summary>The mode of a terminal (termios(3)), to be put back.</summary>
internal sealed unsafe partial class TerminalMode
{
    private const int Size = 64, Now = 0;
    private readonly byte[] _mode;
    private readonly int _descriptor;

    private TerminalMode(int descriptor, byte[] mode)
    {
        _descriptor = descriptor;
        _mode = mode;
    }

    /// <summary>Makes a terminal raw and gives back how it was; null where the descriptor is no terminal.</summary>
    public static TerminalMode? MakeRaw(int descriptor)
    {
        var before = new byte[Size];
        fixed (byte* mode = before)
            if (tcgetattr(descriptor, mode) != 0) return null;
        var raw = (byte[])before.Clone();
        fixed (byte* mode = raw)
        {
            cfmakeraw(mode);
            KernelRefusal.Check(tcsetattr(descriptor, Now, mode), "tcsetattr", $"fd {descriptor}");
        }
        return new TerminalMode(descriptor, before);
    }

    /// <summary>The size of a terminal's window; null where the descriptor is no terminal.</summary>
    public static (ushort Columns, ushort Rows)? Window(int descriptor)
    {
        const nuint windowSize = 0x5413;
        var size = stackalloc ushort[4];
        return ioctl(descriptor, windowSize, size) == 0 ? (size[1], size[0]) : null;
    }

    public void Restore()
    {
        fixed (byte* mode = _mode) _ = tcsetattr(_descriptor, Now, mode);
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int fd, byte* mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int fd, int when, byte* mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, nuint request, void* argument);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(byte* mode);
}
