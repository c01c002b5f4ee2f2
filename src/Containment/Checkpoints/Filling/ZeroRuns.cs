namespace Containment.Checkpoints.Filling;

/// <summary>Where pages hold nothing but zeros. Pure.</summary>
internal static class ZeroRuns
{
    /// <summary>Divides whole pages into runs of such and of others.</summary>
    public static IReadOnlyList<(int Offset, int Length, bool Zero)> Of(ReadOnlySpan<byte> pages)
    {
        List<(int Offset, int Length, bool Zero)> runs = [];
        for (var at = 0; at < pages.Length; at += PageSplit.Page)
        {
            var zero = !pages.Slice(at, Math.Min(PageSplit.Page, pages.Length - at)).ContainsAnyExcept((byte)0);
            if (runs is [.., var last] && last.Zero == zero) runs[^1] = last with { Length = last.Length + PageSplit.Page };
            else runs.Add((at, PageSplit.Page, zero));
        }
        return runs;
    }
}
