using Containment.Bundles;

namespace Containment.Containers.Storing;

/// <summary>Which ranges of ids are taken, as it was when all were looked at, and since then by our own changes. Of use as long as nobody else makes any.</summary>
internal sealed class KnownRanges(IEnumerable<uint> taken, IReadOnlyList<IdRange> others)
{
    private readonly HashSet<uint> _taken = [.. taken];
    // Null until somebody gives one back: who has each costs a look at each.
    private Dictionary<string, List<uint>>? _byOwner;
    // None below it is free.
    private uint _lowest;

    /// <summary>What was true when this was.</summary>
    public (string Own, string Machine) Generation { get; set; }

    public void Add(uint number, string owner)
    {
        _taken.Add(number);
        if (_byOwner is not null) Add(_byOwner, number, owner);
    }

    /// <summary>Forgets all that an owner has, and tells what that was.</summary>
    /// <param name="owner">Whose.</param>
    /// <param name="look">Finds out who has each.</param>
    public IReadOnlyList<uint> Remove(string owner, Func<IEnumerable<(uint Number, string Owner)>> look)
    {
        if (_byOwner is null)
        {
            _byOwner = [];
            foreach (var (number, of) in look()) Add(_byOwner, number, of);
        }
        if (!_byOwner.Remove(owner, out var numbers)) return [];
        foreach (var number in numbers)
        {
            _taken.Remove(number);
            _lowest = Math.Min(_lowest, number);
        }
        return numbers;
    }

    public bool IsFree(uint number, Func<uint, ulong> first, uint size) =>
        !_taken.Contains(number) && !others.Any(other => first(number) < other.First + (ulong)other.Count && other.First < first(number) + size);

    /// <summary>Whether so many are, one after the other.</summary>
    public bool AreFree(uint number, uint count, Func<uint, ulong> first, uint size)
    {
        for (var part = number; part < number + count; part++)
            if (!IsFree(part, first, size)) return false;
        return true;
    }

    /// <summary>The first of the lowest so many that are free.</summary>
    public uint Lowest(uint count, Func<uint, ulong> first, uint size)
    {
        while (!IsFree(_lowest, first, size)) _lowest++;
        var number = _lowest;
        while (!AreFree(number, count, first, size)) number++;
        return number;
    }

    private static void Add(Dictionary<string, List<uint>> byOwner, uint number, string owner)
    {
        if (byOwner.TryGetValue(owner, out var list)) list.Add(number);
        else byOwner[owner] = [number];
    }
}
