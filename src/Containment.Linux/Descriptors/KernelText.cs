using System.Text;

namespace Containment.Linux.Descriptors;

/// <summary>A text that the kernel makes while it is read: of /proc, /sys or a cgroup. By system calls alone, since streams ask much that has no meaning for such files.</summary>
internal static class KernelText
{
    private const int Usual = 4096;

    /// <exception cref="KernelRefusal">open(2), read(2).</exception>
    public static unsafe string Read(string path)
    {
        using var descriptor = new Descriptor((int)KernelRefusal.Check(LibC.open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0), "open", path));
        Span<byte> buffer = stackalloc byte[Usual];
        for (var length = 0; ;)
        {
            nint got;
            fixed (byte* start = &buffer[length]) got = LibC.read(descriptor.Number, start, (nuint)(buffer.Length - length));
            if (got < 0) throw new KernelRefusal("read", path, Errno.Last);
            if (got == 0) return Encoding.UTF8.GetString(buffer[..length]);
            length += (int)got;
            if (length < buffer.Length) continue;
            Span<byte> larger = new byte[buffer.Length * 4];
            buffer.CopyTo(larger);
            buffer = larger;
        }
    }

    /// <summary>Its lines; none where it can't be read.</summary>
    public static string[] LinesOrNone(string path)
    {
        try
        {
            return Read(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (KernelRefusal)
        {
            return [];
        }
    }
}
