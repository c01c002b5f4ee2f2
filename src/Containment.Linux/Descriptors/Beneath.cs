namespace Containment.Linux.Descriptors;

/// <summary>Opens what lies below a directory and nowhere else, whatever the names and links below it say (openat2(2)).</summary>
internal static class Beneath
{
    private const int LongestAtOnce = 4000;

    /// <summary>Follows no symbolic link at all: for trees that somebody else filled.</summary>
    public static Descriptor Open(Descriptor root, PathBytes path, int flags, uint mode = 0)
    {
        var start = root;
        var rest = path.Span;
        try
        {
            // The kernel takes 4,095 bytes at once; a longer path is walked in pieces, which is safe as no piece has a "..".
            while (rest.Length > LongestAtOnce)
            {
                var slash = rest[..LongestAtOnce].LastIndexOf((byte)'/');
                var next = Call(start, rest[..slash], OpenFlags.Path | OpenFlags.Directory, 0, ResolveFlags.Beneath | ResolveFlags.NoSymlinks, path);
                if (start != root) start.Dispose();
                start = next;
                rest = rest[(slash + 1)..];
            }
            return Call(start, rest.IsEmpty ? "."u8 : rest, flags, mode, ResolveFlags.Beneath | ResolveFlags.NoSymlinks, path);
        }
        finally
        {
            if (start != root) start.Dispose();
        }
    }

    /// <summary>A directory, to name things in.</summary>
    public static Descriptor OpenDirectory(Descriptor root, PathBytes path) => Open(root, path, OpenFlags.Path | OpenFlags.Directory);

    /// <summary>Follows links that stay below; one that leads out is EXDEV.</summary>
    public static Descriptor OpenWithin(Descriptor root, PathBytes path, int flags, uint mode = 0) =>
        Call(root, path.IsEmpty ? "."u8 : path.Span, flags, mode, ResolveFlags.Beneath | ResolveFlags.NoMagicLinks, path);

    /// <summary>Follows links as a process does whose root it is.</summary>
    public static Descriptor OpenInRoot(Descriptor root, PathBytes path, int flags, uint mode = 0) =>
        Call(root, path.IsEmpty ? "."u8 : path.Span, flags, mode, ResolveFlags.InRoot | ResolveFlags.NoMagicLinks, path);

    private static unsafe Descriptor Call(Descriptor root, ReadOnlySpan<byte> path, int flags, uint mode, ResolveFlags resolve, PathBytes subject)
    {
        var how = stackalloc ulong[3] { (ulong)(uint)(flags | OpenFlags.CloseOnExec), mode, (ulong)resolve };
        fixed (byte* name = new PathBytes(path).Terminated())
        {
            while (true)
            {
                var fd = LibC.syscall(Descriptors.Call.Openat2, root.Number, (nint)name, (nint)how, 24);
                if (fd >= 0) return new((int)fd);
                // EAGAIN: something was renamed meanwhile and the kernel could not be sure (openat2(2)).
                if (Errno.Last != Errno.EINTR && Errno.Last != Errno.EAGAIN) throw new KernelRefusal("openat2", subject.ToString(), Errno.Last);
            }
        }
    }
}
