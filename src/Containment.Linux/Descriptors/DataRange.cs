namespace Containment.Linux.Descriptors;

/// <summary>A part of a file that holds data; what lies between is holes, which read as zeros and take no room.</summary>
internal readonly record struct DataRange(long Offset, long Length)
{
    private const int SeekData = 3, SeekHole = 4;
    private static readonly Errno NoData = new(6);

    /// <summary>The data of an open file up to <paramref name="size"/>, in order (lseek(2)).</summary>
    public static IEnumerable<DataRange> Of(Descriptor file, long size)
    {
        for (long at = 0; at < size;)
        {
            var start = LibC.lseek(file.Number, at, SeekData);
            if (start < 0 && Errno.Last == NoData) yield break;
            KernelRefusal.Check(start, "lseek", "SEEK_DATA");
            if (start >= size) yield break;
            var end = Math.Min(size, KernelRefusal.Check(LibC.lseek(file.Number, start, SeekHole), "lseek", "SEEK_HOLE"));
            yield return new(start, end - start);
            at = end;
        }
    }
}
