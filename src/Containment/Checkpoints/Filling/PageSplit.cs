using Containment.Checkpoints.Criu.Messages;

namespace Containment.Checkpoints.Filling;

/// <summary>
/// Divides the pages of a process between CRIU, which makes it read them itself and so pays a page fault for each, and us, who write them into it afterwards. Ours are those
/// that CRIU itself lets come later than the process (as in a post-copy restore), but for what would then be wrong. Pure.
/// </summary>
internal sealed record PageSplit(IReadOnlyList<PagePart> Criu, IReadOnlyList<PagePart> Ours)
{
    /// <summary>The bytes of a page.</summary>
    public static readonly int Page = Environment.SystemPageSize;

    // criu/include/pagemap.h, image.h; asm-generic/mman-common.h, mman.h.
    private const uint MayBeLate = 2, Private = 1 << 9, Regular = 1, Heap = 1 << 5, Writable = 2, Anonymous = 0x20, GrowsDown = 0x100, Locked = 0x2000, HugeTables = 0x40000;
    private const ulong HugePages = 1 << 14;

    /// <summary>The flags of pages that are in the image, and of those that CRIU took for known already and left in the process.</summary>
    public const uint Present = 4, InProcess = 1;

    /// <param name="pagemap">All stretches, in the order of the image.</param>
    /// <param name="mappings">The process's mappings, in the order of their addresses.</param>
    /// <param name="shared">Where a mapping of another process is at the same place: what has not changed since a fork is one page for both, and CRIU keeps it so.</param>
    /// <param name="written">Addresses to which the kernel itself writes while a process is restored (rseq(2)).</param>
    /// <returns>Null where the pagemap is not of the form that this knows, or not in order.</returns>
    public static PageSplit? Of(IReadOnlyList<PagemapEntry> pagemap, IReadOnlyList<MappingEntry> mappings, Func<MappingEntry, bool> shared, IReadOnlySet<ulong> written)
    {
        List<PagePart> criu = [], ours = [];
        ulong[] kernels = [.. written.Select(address => address & ~(ulong)(Page - 1)).Distinct().Order()];
        var (offset, end, first) = (0L, 0UL, 0);
        foreach (var entry in pagemap)
        {
            if (entry.HasInParent || (entry.Flags != InProcess && (entry.Flags & ~MayBeLate) != Present) || entry.Pages == 0 || entry.Address < end) return null;
            var inImage = entry.Flags != InProcess;
            // What is in the process has its own address for its place.
            var part = new PagePart(entry.Address, entry.Pages * (long)Page, inImage ? offset : (long)entry.Address, entry.Flags);
            if (inImage) offset += part.Bytes;
            end = part.End;
            while (first < mappings.Count && mappings[first].End <= part.Address) first++;
            Divide(part, mappings, first, shared, kernels, criu, ours);
        }
        if (ours.Count == 0) return new(criu, ours);
        // CRIU expects a process to have pages.
        if (criu.Count == 0)
        {
            criu.Add(ours[0].Cut(ours[0].Address, ours[0].Address + (ulong)Page));
            ours[0] = ours[0].Cut(ours[0].Address + (ulong)Page, ours[0].End);
        }
        return new(criu, [.. ours.Where(part => part.Bytes > 0)]);
    }

    private static void Divide(PagePart part, IReadOnlyList<MappingEntry> mappings, int first, Func<MappingEntry, bool> shared, ulong[] kernels, List<PagePart> criu, List<PagePart> ours)
    {
        var at = part.Address;
        for (var next = first; next < mappings.Count && mappings[next].Start < part.End; next++)
        {
            var mapping = mappings[next];
            if (mapping.Start > at) Add(criu, part.Cut(at, mapping.Start));
            var inside = part.Cut(Math.Max(mapping.Start, at), mapping.End);
            if (!MayComeLate(part, mapping) || !IsOurs(mapping) || shared(mapping)) Add(criu, inside);
            else Except(inside, kernels, criu, ours);
            at = inside.End;
        }
        if (at < part.End) Add(criu, part.Cut(at, part.End));
    }

    // CRIU says it of those it took; of others we say it by the same rule (but for stacks, which are among those the kernel writes to).
    private static bool MayComeLate(PagePart part, MappingEntry mapping) =>
        part.Flags == InProcess ? (mapping.Flags & (Anonymous | Locked)) == Anonymous : (part.Flags & MayBeLate) != 0;

    private static bool IsOurs(MappingEntry mapping) =>
        mapping.Status is (Private | Regular) or (Private | Regular | Heap) && (mapping.Protection & Writable) != 0 && (mapping.Flags & (GrowsDown | HugeTables)) == 0 && (mapping.Advice & HugePages) == 0;

    private static void Except(PagePart part, ulong[] kernels, List<PagePart> criu, List<PagePart> ours)
    {
        var next = Array.BinarySearch(kernels, part.Address);
        for (next = next < 0 ? ~next : next; next < kernels.Length && kernels[next] < part.End; next++)
        {
            var page = kernels[next];
            if (page > part.Address) Add(ours, part.Cut(part.Address, page));
            Add(criu, part.Cut(page, page + (ulong)Page));
            if (page + (ulong)Page == part.End) return;
            part = part.Cut(page + (ulong)Page, part.End);
        }
        Add(ours, part);
    }

    // One that goes on where the last one ends, here and there, is a part of it.
    private static void Add(List<PagePart> parts, PagePart part)
    {
        if (parts is [.., var last] && last.End == part.Address && last.Offset + last.Bytes == part.Offset && last.Flags == part.Flags) parts[^1] = last with { Bytes = last.Bytes + part.Bytes };
        else parts.Add(part);
    }
}
