using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>Who has which range of ids, as it was when all were looked at, and since then by our own changes. Of use as long as nobody else makes any.</summary>
internal sealed class KnownRanges
{
    private readonly Dictionary<uint, string> _owners = [];
    private readonly Dictionary<string, List<uint>> _numbers = [];
    // None below it is free.
    private uint _lowest;

    public KnownRanges(IEnumerable<(uint Number, string Owner)> own, IReadOnlyList<IdRange> others)
    {
        Others = others;
        foreach (var (number, owner) in own) Add(number, owner);
    }

    /// <summary>What is not this host's to give.</summary>
    public IReadOnlyList<IdRange> Others { get; }

    /// <summary>What was true when this was.</summary>
    public (string Own, string Machine) Generation { get; set; }

    public void Add(uint number, string owner)
    {
        _owners[number] = owner;
        if (_numbers.TryGetValue(owner, out var list)) list.Add(number);
        else _numbers[owner] = [number];
    }

    /// <summary>Forgets all that an owner has, and tells what that was.</summary>
    public IReadOnlyList<uint> Remove(string owner)
    {
        if (!_numbers.Remove(owner, out var numbers)) return [];
        foreach (var number in numbers)
        {
            _owners.Remove(number);
            _lowest = Math.Min(_lowest, number);
        }
        return numbers;
    }

    public bool IsFree(uint number, Func<uint, ulong> first, uint size) =>
        !_owners.ContainsKey(number) && !Others.Any(other => first(number) < other.First + (ulong)other.Count && other.First < first(number) + size);

    public uint Lowest(Func<uint, ulong> first, uint size)
    {
        while (!IsFree(_lowest, first, size)) _lowest++;
        return _lowest;
    }
}
