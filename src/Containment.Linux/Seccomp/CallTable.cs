namespace Containment.Linux.Seccomp;

/// <summary>What happens to each call of an architecture, by number. Null: what libseccomp's part of the program says.</summary>
/// <param name="first">The lowest number there may be.</param>
internal sealed class CallTable(uint first)
{
    private readonly SortedDictionary<uint, uint?> _calls = [];

    public void Set(uint number, uint? action) => _calls[number] = action;

    /// <summary>All numbers from the first on, as ranges in order that each begin somewhere and end before the next.</summary>
    /// <param name="otherwise">What happens to calls that are not named.</param>
    /// <param name="younger">What happens to those above all that are named.</param>
    public List<CallRange> Ranges(uint otherwise, uint younger)
    {
        List<CallRange> ranges = [];
        var next = first;
        foreach (var (number, action) in _calls)
        {
            if (number > next) Add(next, otherwise);
            Add(number, action);
            next = number + 1;
        }
        Add(next, _calls.Count > 0 ? younger : otherwise);
        return ranges;

        void Add(uint from, uint? action)
        {
            if (ranges.Count == 0 || ranges[^1].Action != action) ranges.Add(new(from, action));
        }
    }
}

/// <summary>Calls from a number on, and what happens to them.</summary>
internal readonly record struct CallRange(uint From, uint? Action);
