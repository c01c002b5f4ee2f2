namespace Containment.Linux.Memory;

/// <summary>The file /proc/PID/pagemap: one word for each page (Documentation/admin-guide/mm/pagemap.rst).</summary>
internal static unsafe partial class PagemapFile
{
    private const int Most = 4096;

    public static PageStates StatesOf(ulong entry) =>
        (entry >> 63 != 0 ? PageStates.Present : 0) | ((entry >> 62 & 1) != 0 ? PageStates.Swapped : 0) | ((entry >> 61 & 1) != 0 ? PageStates.File : 0)
        | ((entry >> 57 & 1) != 0 ? 0 : PageStates.Written) | ((entry >> 55 & 1) != 0 ? PageStates.SoftDirty : 0);

    public static void Find(Descriptor pagemap, string subject, PageRange within, PageQuery query, List<PageRange> found)
    {
        var entries = stackalloc ulong[Most];
        for (var at = within.Start; at < within.End;)
        {
            var wanted = Math.Min((within.End - at) / PageRange.PageSize, Most);
            var read = KernelRefusal.Check(pread(pagemap.Number, entries, (nuint)wanted * sizeof(ulong), (long)(at / PageRange.PageSize * sizeof(ulong))), "pread", subject) / sizeof(ulong);
            // The end of what a process can have.
            if (read == 0) return;
            for (var n = 0; n < read; n++, at += PageRange.PageSize)
                if (query.Takes(StatesOf(entries[n]))) PageRange.Append(found, new(at, at + PageRange.PageSize));
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint pread(int fd, void* buffer, nuint count, long offset);
}
