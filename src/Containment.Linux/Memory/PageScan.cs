namespace Containment.Linux.Memory;

/// <summary>Finds pages of a process by their state: the ioctl PAGEMAP_SCAN (Linux 6.7), or what stands in /proc/PID/pagemap before.</summary>
internal sealed unsafe class PageScan : IDisposable
{
    private static readonly nint Scan = unchecked((nint)0xC0606610);
    private const int MostRegions = 1024;
    private const ulong ProtectMatching = 1;
    private static volatile bool _absent;
    private readonly Descriptor _pagemap;
    private readonly string _subject;

    private PageScan(Descriptor pagemap, string subject) => (_pagemap, _subject) = (pagemap, subject);

    /// <summary>Null where the process has ended. It stands for the memory that the process has now, not for that of a program it executes later.</summary>
    public static PageScan? TryOpen(int pid)
    {
        var path = $"/proc/{pid}/pagemap";
        var pagemap = new Descriptor(LibC.open(path, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0));
        if (!pagemap.IsInvalid) return new(pagemap, path);
        return Errno.Last == Errno.ENOENT || Errno.Last == Errno.ESRCH ? null : throw new KernelRefusal("open", path, Errno.Last);
    }

    /// <summary>Whether this kernel can look and protect in one.</summary>
    public static bool IsSupported()
    {
        using var own = TryOpen(Environment.ProcessId);
        var arguments = new Arguments { Size = (ulong)sizeof(Arguments), Mask = 1 };
        return own is not null && LibC.syscall(Call.Ioctl, own._pagemap.Number, Scan, (nint)(&arguments)) >= 0;
    }

    /// <summary>Appends what is found, in order.</summary>
    /// <exception cref="KernelRefusal">ENOTTY: it was to protect, and the kernel is older than 6.7.</exception>
    public void Find(PageRange within, PageQuery query, List<PageRange> found)
    {
        if (_absent && !query.Protect)
        {
            PagemapFile.Find(_pagemap, _subject, within, query, found);
            return;
        }
        var regions = stackalloc Region[MostRegions];
        for (var at = within.Start; at < within.End;)
        {
            if (Walk(at, within.End, query, regions, MostRegions, 0, out at) is { } count)
                for (var n = 0; n < count; n++) PageRange.Append(found, new(regions[n].Start, regions[n].End));
            else
            {
                Find(within, query, found);
                return;
            }
        }
    }

    /// <summary>Whether there is one at all. Only where <see cref="IsSupported"/>.</summary>
    public bool Any(PageRange within, PageQuery query)
    {
        Region region;
        return Walk(within.Start, within.End, query, &region, 1, 1, out _) > 0;
    }

    public void Dispose() => _pagemap.Dispose();

    // Null: the kernel does not know the call, and need not for this.
    private int? Walk(ulong start, ulong end, PageQuery query, Region* regions, int most, ulong pages, out ulong reached)
    {
        var arguments = new Arguments
        {
            Size = (ulong)sizeof(Arguments), Flags = query.Protect ? ProtectMatching : 0, Start = start, End = end, Regions = regions, RegionCount = (ulong)most, MostPages = pages,
            Inverted = (ulong)query.Not, Mask = (ulong)(query.All | query.Not), AnyOf = (ulong)query.Any,
        };
        var count = LibC.syscall(Call.Ioctl, _pagemap.Number, Scan, (nint)(&arguments));
        reached = arguments.Reached;
        if (count >= 0) return (int)count;
        if (Errno.Last != Errno.ENOTTY || query.Protect) throw new KernelRefusal("ioctl PAGEMAP_SCAN", _subject, Errno.Last);
        _absent = true;
        return null;
    }

    // struct page_region.
    private struct Region
    {
        public ulong Start, End, Categories;
    }

    // struct pm_scan_arg.
    private struct Arguments
    {
        public ulong Size, Flags, Start, End, Reached;
        public Region* Regions;
        public ulong RegionCount, MostPages, Inverted, Mask, AnyOf, Told;
    }
}
