using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>Which pages can be late: those of private mappings without a file behind them (ioctl_userfaultfd(2)). Others must be there before the process runs.</summary>
/// <param name="Late">Pages that can be.</param>
/// <param name="Mappings">The mappings that they are in, which are registered whole: a part would split them for the process to see.</param>
/// <param name="AtOnce">Pages that can't be.</param>
internal sealed record LateRanges(IReadOnlyList<PageRange> Late, IReadOnlyList<PageRange> Mappings, IReadOnlyList<PageRange> AtOnce)
{
    /// <summary>Pure.</summary>
    /// <param name="mappings">Of the process, in order.</param>
    /// <param name="pages">What is to come, in order.</param>
    public static LateRanges Split(IReadOnlyList<MemoryMapping> mappings, IReadOnlyList<PageRange> pages)
    {
        List<PageRange> late = [], registered = [], atOnce = [];
        var n = 0;
        foreach (var range in pages)
            for (var at = range.Start; at < range.End;)
            {
                while (n < mappings.Count && mappings[n].Pages.End <= at) n++;
                var inside = n < mappings.Count && mappings[n].Pages.Start <= at;
                var end = Math.Min(range.End, n == mappings.Count ? range.End : inside ? mappings[n].Pages.End : mappings[n].Pages.Start);
                var can = inside && mappings[n] is { HoldsOwnPages: true, IsAnonymous: true };
                PageRange.Append(can ? late : atOnce, new(at, end));
                if (can && (registered.Count == 0 || registered[^1] != mappings[n].Pages)) registered.Add(mappings[n].Pages);
                at = end;
            }
        return new(late, registered, atOnce);
    }
}
