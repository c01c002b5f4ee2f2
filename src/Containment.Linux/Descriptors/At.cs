namespace Containment.Linux.Descriptors;

/// <summary>Calls that act on one name in an open directory. Names hold no slash, so no link is ever followed on the way.</summary>
internal static unsafe class At
{
    private const int NoFollow = 0x100, RemoveDirectoryFlag = 0x200;

    /// <summary>A directory of the machine, by path; for the roots that all else is found below.</summary>
    public static Descriptor OpenDirectory(string path)
    {
        var fd = LibC.open(path, OpenFlags.Directory | OpenFlags.CloseOnExec, 0);
        return new((int)KernelRefusal.Check(fd, "open", path));
    }

    public static Descriptor Open(Descriptor directory, PathBytes name, int flags, uint mode = 0)
    {
        fixed (byte* n = name.Terminated())
            return new((int)KernelRefusal.Check(LibC.openat(directory.Number, n, flags | OpenFlags.NoFollow | OpenFlags.CloseOnExec, mode), "openat", name.ToString()));
    }

    public static void MakeDirectory(Descriptor directory, PathBytes name, uint mode)
    {
        fixed (byte* n = name.Terminated()) Check(LibC.mkdirat(directory.Number, n, mode), "mkdirat", name);
    }

    public static void MakeNode(Descriptor directory, PathBytes name, FileKind kind, uint mode, (uint Major, uint Minor) device = default)
    {
        // makedev(3)
        var number = (device.Minor & 0xFFUL) | (device.Major & 0xFFFUL) << 8 | (device.Minor & ~0xFFUL) << 12 | (device.Major & ~0xFFFUL) << 32;
        fixed (byte* n = name.Terminated()) Check(LibC.mknodat(directory.Number, n, (uint)kind | mode, number), "mknodat", name);
    }

    public static void MakeSymlink(Descriptor directory, PathBytes name, PathBytes target)
    {
        fixed (byte* n = name.Terminated(), t = target.Terminated()) Check(LibC.symlinkat(t, directory.Number, n), "symlinkat", name);
    }

    public static void Link(Descriptor fromDirectory, PathBytes from, Descriptor directory, PathBytes name)
    {
        fixed (byte* n = name.Terminated(), f = from.Terminated()) Check(LibC.linkat(fromDirectory.Number, f, directory.Number, n, 0), "linkat", name);
    }

    public static void Remove(Descriptor directory, PathBytes name, bool isDirectory)
    {
        fixed (byte* n = name.Terminated()) Check(LibC.unlinkat(directory.Number, n, isDirectory ? RemoveDirectoryFlag : 0), "unlinkat", name);
    }

    public static void Rename(Descriptor fromDirectory, PathBytes from, Descriptor directory, PathBytes name)
    {
        fixed (byte* n = name.Terminated(), f = from.Terminated()) Check(LibC.renameat(fromDirectory.Number, f, directory.Number, n), "renameat", name);
    }

    /// <summary>Two names in one directory change places (renameat2(2), RENAME_EXCHANGE).</summary>
    public static void Exchange(Descriptor directory, PathBytes one, PathBytes other)
    {
        const int exchange = 2;
        fixed (byte* a = one.Terminated(), b = other.Terminated())
            KernelRefusal.Check(LibC.syscall(Call.Renameat2, directory.Number, (nint)a, directory.Number, (nint)b, exchange), "renameat2", one.ToString());
    }

    public static PathBytes ReadLink(Descriptor directory, PathBytes name)
    {
        var buffer = stackalloc byte[4096];
        fixed (byte* n = name.Terminated())
        {
            var length = KernelRefusal.Check(LibC.readlinkat(directory.Number, n, buffer, 4096), "readlinkat", name.ToString());
            return new(new ReadOnlySpan<byte>(buffer, (int)length));
        }
    }

    public static void Chown(Descriptor directory, PathBytes name, uint uid, uint gid)
    {
        fixed (byte* n = name.Terminated()) Check(LibC.fchownat(directory.Number, n, uid, gid, NoFollow), "fchownat", name);
    }

    /// <summary>Not for a symbolic link: the caller knows that the name is none (fchmodat(2) follows).</summary>
    public static void Chmod(Descriptor directory, PathBytes name, uint mode)
    {
        fixed (byte* n = name.Terminated()) Check(LibC.fchmodat(directory.Number, n, mode, 0), "fchmodat", name);
    }

    /// <param name="modified">Nanoseconds since 1970; the access time is set to the same.</param>
    public static void Touch(Descriptor directory, PathBytes name, Int128 modified)
    {
        var (seconds, rest) = Int128.DivRem(modified, 1_000_000_000);
        if (rest < 0) (seconds, rest) = (seconds - 1, rest + 1_000_000_000);
        var times = stackalloc long[4] { (long)seconds, (long)rest, (long)seconds, (long)rest };
        fixed (byte* n = name.Terminated()) Check(LibC.utimensat(directory.Number, n, times, NoFollow), "utimensat", name);
    }

    private static void Check(int result, string call, PathBytes name) => KernelRefusal.Check(result, call, name.ToString());
}
