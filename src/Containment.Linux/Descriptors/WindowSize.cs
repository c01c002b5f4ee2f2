namespace Containment.Linux.Descriptors;

/// <summary>The size of a terminal's window (TIOCGWINSZ(2const)), in characters.</summary>
internal readonly record struct WindowSize(ushort Rows, ushort Columns)
{
    private const uint Get = 0x5413, Set = 0x5414;

    /// <summary>Null where the descriptor is no terminal.</summary>
    public static unsafe WindowSize? Of(int descriptor)
    {
        var size = stackalloc ushort[4];
        return Ioctl(descriptor, Get, size) < 0 ? null : new(size[0], size[1]);
    }

    /// <summary>Gives a terminal this size; its foreground processes are told by SIGWINCH.</summary>
    public unsafe void Give(int descriptor)
    {
        var size = stackalloc ushort[4] { Rows, Columns, 0, 0 };
        KernelRefusal.Check(Ioctl(descriptor, Set, size), "ioctl", "TIOCSWINSZ");
    }

    private static unsafe long Ioctl(int descriptor, uint request, ushort* size) => LibC.syscall(Call.Ioctl, descriptor, (nint)request, (nint)size);
}
