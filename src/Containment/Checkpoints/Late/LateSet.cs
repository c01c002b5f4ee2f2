using System.Numerics;
using Containment.Linux.Memory;

namespace Containment.Checkpoints.Late;

/// <summary>A set of pages: a bit for each, in pieces of 512, so that it costs by what is in it and not by its fragments.</summary>
internal sealed class LateSet
{
    private const int WordBits = 64, Words = 8;
    private static readonly ulong Page = PageRange.PageSize;
    private readonly Dictionary<ulong, ulong[]> _pieces = [];

    public long Count { get; private set; }

    public ulong Bytes => (ulong)Count * Page;

    public bool Contains(ulong address) => WordOf(address / Page) is { } word && (word >> (int)(address / Page % WordBits) & 1) != 0;

    public void Add(PageRange pages)
    {
        for (var at = pages.Start / Page; at < pages.End / Page;) at = Change(at, pages.End / Page, add: true);
    }

    public void Remove(PageRange pages)
    {
        for (var at = pages.Start / Page; at < pages.End / Page;) at = _pieces.ContainsKey(at / (WordBits * Words)) ? Change(at, pages.End / Page, add: false) : Next(at, WordBits * Words);
    }

    /// <summary>Those of the set about an address, without a gap, within an aligned block of so many bytes. Empty where the address is not in the set.</summary>
    public PageRange About(ulong address, ulong block)
    {
        if (!Contains(address)) return new(address, address);
        var (first, last) = (address & ~(block - 1), (address & ~(block - 1)) + block);
        var (start, end) = (address, address + Page);
        while (start > first && Contains(start - Page)) start -= Page;
        while (end < last && Contains(end)) end += Page;
        return new(start, end);
    }

    /// <summary>What is in the set of a range, in order.</summary>
    public List<PageRange> Within(PageRange pages)
    {
        List<PageRange> found = [];
        for (var at = pages.Start / Page; at < pages.End / Page;)
        {
            if (WordOf(at) is not { } word)
            {
                at = Next(at, WordBits * Words);
                continue;
            }
            var rest = word >> (int)(at % WordBits);
            if (rest == 0) at = Next(at, WordBits);
            else
            {
                at += (ulong)BitOperations.TrailingZeroCount(rest);
                var run = Math.Min((ulong)BitOperations.TrailingZeroCount(~(word >> (int)(at % WordBits))), WordBits - at % WordBits);
                PageRange.Append(found, new(at * Page, Math.Min((at + run) * Page, pages.End)));
                at += run;
            }
        }
        return found;
    }

    /// <summary>Pages that have moved: those of the old place are in the new one, and nothing else is there.</summary>
    public void Move(PageRange from, ulong to)
    {
        var moved = Within(from);
        Remove(from);
        Remove(new(to, to + from.Bytes));
        foreach (var pages in moved) Add(new(pages.Start - from.Start + to, pages.End - from.Start + to));
    }

    public LateSet Copy()
    {
        var copy = new LateSet { Count = Count };
        foreach (var (number, words) in _pieces) copy._pieces[number] = [.. words];
        return copy;
    }

    public void Clear()
    {
        _pieces.Clear();
        Count = 0;
    }

    private static ulong Next(ulong page, ulong step) => (page / step + 1) * step;

    private ulong? WordOf(ulong page) => _pieces.TryGetValue(page / (WordBits * Words), out var words) ? words[page / WordBits % Words] : null;

    // As many as are in one word; gives the first page behind them.
    private ulong Change(ulong first, ulong end, bool add)
    {
        var number = first / (WordBits * Words);
        if (!_pieces.TryGetValue(number, out var words)) _pieces[number] = words = new ulong[Words];
        var behind = Math.Min(Next(first, WordBits), end);
        var count = (int)(behind - first);
        var mask = (count == WordBits ? ulong.MaxValue : (1UL << count) - 1) << (int)(first % WordBits);
        ref var word = ref words[first / WordBits % Words];
        var before = BitOperations.PopCount(word);
        word = add ? word | mask : word & ~mask;
        Count += BitOperations.PopCount(word) - before;
        if (word == 0 && !words.AsSpan().ContainsAnyExcept(0UL)) _pieces.Remove(number);
        return behind;
    }
}
