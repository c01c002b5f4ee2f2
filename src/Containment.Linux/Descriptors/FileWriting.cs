namespace Containment.Linux.Descriptors;

/// <summary>Writes to an open file at an offset, all of it (pwrite(2)).</summary>
internal static unsafe class FileWriting
{
    public static void Write(Descriptor file, long offset, ReadOnlySpan<byte> data, PathBytes subject)
    {
        fixed (byte* start = data)
        {
            for (var done = 0; done < data.Length;)
            {
                var written = LibC.pwrite(file.Number, start + done, (nuint)(data.Length - done), offset + done);
                if (written < 0 && Errno.Last == Errno.EINTR) continue;
                done += (int)KernelRefusal.Check(written, "pwrite", subject.ToString());
            }
        }
    }

    public static void SetLength(Descriptor file, long length, PathBytes subject) =>
        KernelRefusal.Check(LibC.ftruncate(file.Number, length), "ftruncate", subject.ToString());
}
