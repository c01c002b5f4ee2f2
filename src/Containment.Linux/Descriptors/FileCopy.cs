namespace Containment.Linux.Descriptors;

/// <summary>Copies the content of a large file: shared where the file system can (FICLONE), else its data and not its holes (copy_file_range(2)).</summary>
internal static unsafe partial class FileCopy
{
    private const long MostAtOnce = 64 << 20;

    /// <summary>Makes an empty open file one with the content of another.</summary>
    /// <exception cref="KernelRefusal">ENOSPC; what was copied so far is there.</exception>
    public static void Run(Descriptor from, Descriptor to, PathBytes subject, CancellationToken cancellation)
    {
        if (FileSharing.TryShare(from, to)) return;
        var size = (long)FileStatus.Of(from).Size;
        foreach (var range in DataRange.Of(from, size))
        {
            var (read, written) = (range.Offset, range.Offset);
            for (var end = range.Offset + range.Length; read < end;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (KernelRefusal.Check(CopyFileRange(from.Number, &read, to.Number, &written, (nuint)Math.Min(MostAtOnce, end - read), 0), "copy_file_range", subject.ToString()) == 0) break;
            }
        }
        FileWriting.SetLength(to, size, subject);
    }

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(int from, long* read, int to, long* written, nuint length, uint flags);
}
