using Containment.Checkpoints.Filling;

namespace Containment.Migration.Pages;

/// <summary>A set of addresses, kept as ranges that neither touch nor overlap, in order.</summary>
internal sealed class AddressSet
{
    private readonly SortedList<ulong, ulong> _ranges = [];

    public long Bytes => _ranges.Sum(range => (long)(range.Value - range.Key));

    public IEnumerable<(ulong From, ulong To)> Ranges => _ranges.Select(range => (range.Key, range.Value));

    public void Add(ulong from, ulong to)
    {
        if (from >= to) return;
        var at = FirstEndingFrom(from);
        while (at < _ranges.Count && _ranges.Keys[at] <= to)
        {
            (from, to) = (Math.Min(from, _ranges.Keys[at]), Math.Max(to, _ranges.Values[at]));
            _ranges.RemoveAt(at);
        }
        _ranges.Add(from, to);
    }

    public void Remove(ulong from, ulong to)
    {
        if (from >= to) return;
        var at = FirstEndingFrom(from);
        while (at < _ranges.Count && _ranges.Keys[at] < to)
        {
            var (start, end) = (_ranges.Keys[at], _ranges.Values[at]);
            if (end <= from)
            {
                at++;
                continue;
            }
            _ranges.RemoveAt(at);
            if (start < from) _ranges.Add(start, from);
            if (end > to) _ranges.Add(to, end);
            at = FirstEndingFrom(from);
        }
    }

    /// <summary>What of these parts is not in it.</summary>
    public IReadOnlyList<PagePart> MissingOf(IReadOnlyList<PagePart> parts)
    {
        List<PagePart> missing = [];
        foreach (var part in parts)
        {
            var at = part.Address;
            for (var next = FirstEndingFrom(at); next < _ranges.Count && _ranges.Keys[next] < part.End; next++)
            {
                if (_ranges.Keys[next] > at) missing.Add(part.Cut(at, _ranges.Keys[next]));
                at = Math.Max(at, _ranges.Values[next]);
            }
            if (at < part.End) missing.Add(part.Cut(at, part.End));
        }
        return missing;
    }

    // The first range that ends at this address or after it; those before it have nothing to do with it.
    private int FirstEndingFrom(ulong address)
    {
        var (low, high) = (0, _ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges.Values[middle] < address) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
