namespace Containment.Linux.Memory;

/// <summary>Whole pages, by the address of their first byte and that of the byte behind their last.</summary>
internal readonly record struct PageRange(ulong Start, ulong End)
{
    /// <summary>What a page has, in bytes.</summary>
    public static readonly ulong PageSize = (ulong)Environment.SystemPageSize;

    public ulong Bytes => End - Start;

    /// <summary>Adds it to a list in order of addresses, in one with the last of them where they touch.</summary>
    public static void Append(List<PageRange> ranges, PageRange range)
    {
        if (range.End <= range.Start) return;
        if (ranges.Count > 0 && ranges[^1] is var last && last.End == range.Start) ranges[^1] = last with { End = range.End };
        else ranges.Add(range);
    }

    /// <summary>The same pages in order, none twice.</summary>
    public static List<PageRange> Merge(List<PageRange> ranges)
    {
        ranges.Sort(static (one, other) => one.Start.CompareTo(other.Start));
        List<PageRange> merged = new(ranges.Count);
        foreach (var range in ranges)
            if (merged.Count > 0 && merged[^1] is var last && range.Start <= last.End) merged[^1] = last with { End = Math.Max(last.End, range.End) };
            else merged.Add(range);
        return merged;
    }

    public override string ToString() => $"{Start:x}-{End:x}";
}
