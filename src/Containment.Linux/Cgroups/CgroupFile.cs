using System.Text;

namespace Containment.Linux.Cgroups;

/// <summary>Reads files of cgroups over and over, without allocating: from a descriptor that stays open, or by opening and closing one.</summary>
internal static unsafe class CgroupFile
{
    private const int LongestPath = 4096;

    /// <summary>Null where there is no such file, or no descriptor left: <paramref name="error"/> says which.</summary>
    public static Descriptor? TryOpen(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> file, out Errno error)
    {
        var number = Open(directory, file);
        error = number < 0 ? Errno.Last : default;
        return number < 0 ? null : new(number);
    }

    /// <summary>The file's length when all of it is in the buffer, the buffer's length when there may be more; negative: the kernel refused.</summary>
    public static int Read(Descriptor descriptor, Span<byte> buffer, out Errno error) => Read(descriptor.Number, buffer, out error);

    /// <summary>The same of a descriptor that the caller keeps open, by its number.</summary>
    public static int Read(int number, Span<byte> buffer, out Errno error)
    {
        fixed (byte* start = buffer)
        {
            var length = (int)LibC.pread(number, start, (nuint)buffer.Length, 0);
            error = length < 0 ? Errno.Last : default;
            return length;
        }
    }

    /// <summary>The same of a file that is open only meanwhile.</summary>
    public static int ReadOnce(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> file, Span<byte> buffer, out Errno error)
    {
        var number = Open(directory, file);
        if (number < 0)
        {
            error = Errno.Last;
            return -1;
        }
        var length = Read(number, buffer, out error);
        _ = LibC.close(number);
        return length;
    }

    /// <summary>A path as the kernel takes it, kept so that reading needs no conversion.</summary>
    public static byte[] Bytes(CgroupDirectory directory) => Encoding.UTF8.GetBytes(directory.Path);

    private static int Open(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> file)
    {
        if (directory.Length + file.Length + 2 > LongestPath) throw new KernelRefusal("open", Encoding.UTF8.GetString(file), Errno.EINVAL);
        Span<byte> path = stackalloc byte[directory.Length + file.Length + 2];
        directory.CopyTo(path);
        path[directory.Length] = (byte)'/';
        file.CopyTo(path[(directory.Length + 1)..]);
        path[^1] = 0;
        // AT_FDCWD: the path is absolute.
        fixed (byte* start = path) return LibC.openat(-100, start, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0);
    }
}
