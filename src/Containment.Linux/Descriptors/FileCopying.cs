namespace Containment.Linux.Descriptors;

/// <summary>Copies from one open file to another, in the kernel where it can (copy_file_range(2)).</summary>
internal static unsafe class FileCopying
{
    private const int Piece = 128 << 10;
    private const long LargestPiece = 64 << 20;
    private const uint WaitBefore = 1, Write = 2, WaitAfter = 4;

    /// <summary>Gives an empty file the content of another: the two share it until either is written to, where the file system can; else its data is copied, and not its holes.</summary>
    /// <param name="from">The other one.</param>
    /// <param name="to">The empty one, whose length the caller sets.</param>
    /// <param name="size">How much of it.</param>
    /// <param name="subject">For the error.</param>
    /// <param name="cancellation">Gives up; what was copied stays.</param>
    public static void ShareOrCopy(Descriptor from, Descriptor to, long size, PathBytes subject, CancellationToken cancellation = default)
    {
        if (FileSharing.TryShare(from, to)) return;
        foreach (var part in DataRange.Of(from, size)) Copy(from, to, part, subject, cancellation);
    }

    // To the same place; what the first one no longer has of it is left out.
    private static void Copy(Descriptor from, Descriptor to, DataRange part, PathBytes subject, CancellationToken cancellation)
    {
        var (at, end) = (part.Offset, part.Offset + part.Length);
        while (at < end)
        {
            cancellation.ThrowIfCancellationRequested();
            var (reading, writing) = (at, at);
            var copied = LibC.copy_file_range(from.Number, &reading, to.Number, &writing, (nuint)Math.Min(end - at, LargestPiece), 0);
            if (copied < 0 && Errno.Last is var error && error != Errno.EINTR)
            {
                if (error != Errno.EXDEV && error != Errno.EINVAL && error != Errno.EOPNOTSUPP && error != Errno.ENOSYS && error != Errno.EPERM) throw new KernelRefusal("copy_file_range", subject.ToString(), error);
                CopyByHand(from, to, new(at, end - at), subject);
                return;
            }
            if (copied == 0) return;
            at += Math.Max(copied, 0);
        }
    }

    /// <summary>
    /// Brings what programs wrote to a file to the disk. What is written by a mapping shows in the file's ctime only when the page was clean before: from now on, so that
    /// whoever reads the file after this and finds its ctime the same later knows that nothing was written.
    /// </summary>
    public static void Flush(Descriptor file, PathBytes subject) => KernelRefusal.Check(LibC.sync_file_range(file.Number, 0, 0, WaitBefore | Write | WaitAfter), "sync_file_range", subject.ToString());

    private static void CopyByHand(Descriptor from, Descriptor to, DataRange part, PathBytes subject)
    {
        var buffer = new byte[Piece];
        fixed (byte* start = buffer)
        {
            for (long done = 0; done < part.Length;)
            {
                var read = LibC.pread(from.Number, start, (nuint)Math.Min(Piece, part.Length - done), part.Offset + done);
                if (read < 0 && Errno.Last == Errno.EINTR) continue;
                if (KernelRefusal.Check(read, "pread", subject.ToString()) == 0) return;
                FileWriting.Write(to, part.Offset + done, buffer.AsSpan(0, (int)read), subject);
                done += read;
            }
        }
    }
}
