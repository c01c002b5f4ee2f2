using Containment.Migration.Protocol;

namespace Containment.Tests.Migration.Model;

/// <summary>Visits every world that can be reached, checks each, and then that each can end well without further faults.</summary>
internal sealed class Explorer(Universe universe)
{
    private readonly Dictionary<World, int> _seen = [];
    private readonly List<World> _worlds = [];
    private readonly List<(int From, string Label)> _cameFrom = [];
    private readonly List<List<int>> _healthyBefore = [];

    public int Count => _worlds.Count;

    public IReadOnlyList<World> Worlds => _worlds;

    public void Explore(World begin)
    {
        Add(begin, -1, "begin");
        for (var at = 0; at < _worlds.Count; at++)
        {
            var moved = false;
            foreach (var (label, fault, next) in Moves(at))
            {
                var to = Add(next, at, label);
                if (!fault && to != at) { _healthyBefore[to].Add(at); moved = true; }
            }
            if (!moved && !EndsWell(_worlds[at])) throw Wrong(at, "nothing more can happen, and it has not ended well");
        }
        EveryWorldCanEndWell();
    }

    private IEnumerable<(string Label, bool Fault, World Next)> Moves(int at)
    {
        try { return universe.Next(_worlds[at]); }
        catch (InvalidOperationException mistake) { throw Wrong(at, mistake.Message); }
    }

    private int Add(World world, int from, string label)
    {
        if (_seen.TryGetValue(world, out var known)) return known;
        var index = _worlds.Count;
        _seen.Add(world, index);
        _worlds.Add(world);
        _cameFrom.Add((from, label));
        _healthyBefore.Add([]);
        if (Broken(world) is { } rule) throw Wrong(index, rule);
        return index;
    }

    private static string? Broken(World w) => (w.Source, w.Target) switch
    {
        ({ Copy: Copy.Running }, { Copy: Copy.Running or Copy.Living }) => "two copies run",
        ({ Copy: Copy.Deleted }, { Copy: not (Copy.Running or Copy.Stopped) }) => "the source is deleted and the target does not run",
        ({ Copy: Copy.Deleted, Journal: not (JournalStep.Released or JournalStep.Deleted or JournalStep.None) }, _) => "the source is deleted before the target's word was journalled",
        ({ Journal: JournalStep.Committing or JournalStep.Released, Copy: Copy.Running }, _) => "the source runs what it has given up",
        (_, { Copy: Copy.Living, Journal: not (JournalStep.Owned or JournalStep.Living or JournalStep.Declining or JournalStep.Yielding) }) => "the target runs half a memory and does not know it",
        (_, { Copy: Copy.Running, Journal: not (JournalStep.Owned or JournalStep.Living or JournalStep.Running or JournalStep.Yielding or JournalStep.None) }) => "the target runs what it does not own",
        ({ Copy: not Copy.Deleted }, { Copy: Copy.Running, Journal: JournalStep.None }) => "the target forgot a move whose source is still there",
        _ => null,
    };

    private static bool EndsWell(World w) => w.Settled && (w.Source.Copy, w.Target.Copy) is (Copy.Running, Copy.None) or (Copy.Deleted, Copy.Running or Copy.Stopped);

    private void EveryWorldCanEndWell()
    {
        var good = new bool[_worlds.Count];
        var queue = new Queue<int>();
        for (var at = 0; at < good.Length; at++)
            if (EndsWell(_worlds[at])) { good[at] = true; queue.Enqueue(at); }
        while (queue.TryDequeue(out var at))
            foreach (var before in _healthyBefore[at])
                if (!good[before]) { good[before] = true; queue.Enqueue(before); }
        var bad = Array.IndexOf(good, false);
        if (bad >= 0) throw Wrong(bad, "from here it cannot end well although nothing more fails");
    }

    private ModelViolation Wrong(int at, string rule)
    {
        var trace = new List<string> { _worlds[at].ToString() };
        for (var step = at; step >= 0; step = _cameFrom[step].From) trace.Add(_cameFrom[step].Label);
        trace.Reverse();
        return new ModelViolation(rule, trace);
    }
}
