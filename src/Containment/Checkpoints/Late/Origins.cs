using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>Where pages were when their process was saved: where they are, but for those that were moved since (mremap(2)).</summary>
internal sealed class Origins
{
    // Newest last. Back: what is added to an address in the range to have the original one.
    private readonly List<(PageRange Now, ulong Back)> _moved;

    public Origins() => _moved = [];

    private Origins(List<(PageRange, ulong)> moved) => _moved = moved;

    public ulong Of(ulong address)
    {
        for (var n = _moved.Count; n-- > 0;)
            if (address >= _moved[n].Now.Start && address < _moved[n].Now.End) return address + _moved[n].Back;
        return address;
    }

    /// <summary>As much of a range from its start as was beside each other before too.</summary>
    public PageRange Together(PageRange pages)
    {
        if (_moved.Count == 0) return pages;
        var end = pages.Start + PageRange.PageSize;
        while (end < pages.End && Of(end) - Of(pages.Start) == end - pages.Start) end += PageRange.PageSize;
        return pages with { End = end };
    }

    /// <summary>Where pages that were in a range may be now. Whether they are says <see cref="Of"/>.</summary>
    public IEnumerable<PageRange> Places(PageRange original)
    {
        yield return original;
        foreach (var (now, back) in _moved)
        {
            var (start, end) = (Math.Max(now.Start + back, original.Start), Math.Min(now.End + back, original.End));
            if (start < end) yield return new(start - back, end - back);
        }
    }

    public void Move(PageRange from, ulong to)
    {
        List<(PageRange, ulong)> parts = [];
        for (var at = from.Start; at < from.End;)
        {
            var part = Together(new(at, from.End));
            var now = part.Start - from.Start + to;
            parts.Add((new(now, now + part.Bytes), Of(part.Start) - now));
            at = part.End;
        }
        _moved.AddRange(parts);
    }

    public Origins Copy() => new([.. _moved]);
}
