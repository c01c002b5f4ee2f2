namespace Containment.Networks.Filtering;

/// <summary>nft takes no set whose ranges overlap.</summary>
internal static class PortRanges
{
    public static IReadOnlyList<PortRange> Merge(IEnumerable<PortRange> ranges)
    {
        List<PortRange> merged = [];
        foreach (var range in ranges.OrderBy(range => range.From))
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1) merged[^1] = new(merged[^1].From, Math.Max(merged[^1].To, range.To));
            else merged.Add(range);
        }
        return merged;
    }
}
