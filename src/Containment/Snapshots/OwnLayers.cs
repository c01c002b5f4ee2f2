namespace Containment.Snapshots;

/// <summary>
/// A container's own layers and the tree of its snapshots: one value, written as a part of its state. So each change of it is
/// whole or not at all; directories that it does not name are leftovers. Pure.
/// <code>
/// upper 5        written to         snapshot "b" = 4 3 1      snapshot "a" = 2 1
/// 4  3  1        sealed, below it   (number 2 lies in no chain but that of "a")
/// root source
/// </code>
/// </summary>
internal sealed record OwnLayers
{
    /// <summary>The layer that the container writes to.</summary>
    public int Upper { get; init; }

    /// <summary>The sealed layers below it, top first.</summary>
    public IReadOnlyList<int> Below { get; init => field = value ?? []; } = [];

    /// <summary>All sealed layers, in no order.</summary>
    public IReadOnlyList<SealedLayer> Sealed { get; init => field = value ?? []; } = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SnapshotRecord> Snapshots { get; init => field = value ?? []; } = [];

    /// <summary>The snapshot that the container stands on: the parent of the next one.</summary>
    public string? Head { get; init; }

    /// <summary>The highest number that was ever given to a layer.</summary>
    public int Last { get; init; }

    public SnapshotRecord? Find(string name) => Snapshots.FirstOrDefault(snapshot => snapshot.Name == name);

    /// <summary>The layers that must stay.</summary>
    public HashSet<int> Needed => [Upper, .. Below, .. Snapshots.SelectMany(snapshot => snapshot.Layers)];

    /// <summary>What is written to becomes sealed; a new empty layer is written to.</summary>
    public OwnLayers Seal(string seal, string? content) =>
        this with { Below = [Upper, .. Below], Sealed = [.. Sealed, new(Upper, seal, content)], Upper = Last + 1, Last = Last + 1 };

    /// <summary>A sealed copy of what is written to stands beside it, and is returned on its chain.</summary>
    public (OwnLayers Own, IReadOnlyList<int> Chain) Copy(string seal, string? content) =>
        (this with { Sealed = [.. Sealed, new(Last + 1, seal, content)], Last = Last + 1 }, [Last + 1, .. Below]);

    /// <summary>A snapshot is there, and the container stands on it.</summary>
    public OwnLayers Add(SnapshotRecord snapshot) => this with { Snapshots = [.. Snapshots, snapshot with { Parent = Head }], Head = snapshot.Name };

    /// <summary>The container stands on other layers, with a new empty one above them.</summary>
    public OwnLayers StandOn(IReadOnlyList<int> layers, string? head) => (this with { Below = layers, Head = head, Upper = Last + 1, Last = Last + 1 }).Tidy();

    /// <summary>A snapshot is gone; its children are its parent's.</summary>
    public OwnLayers Remove(string name)
    {
        var parent = Find(name)?.Parent;
        return (this with
        {
            Snapshots = [.. Snapshots.Where(one => one.Name != name).Select(one => one.Parent == name ? one with { Parent = parent } : one)],
            Head = Head == name ? parent : Head,
        }).Tidy();
    }

    /// <summary>A layer stands for two that lay one directly on the other wherever they were.</summary>
    public OwnLayers Merge(LayerPair pair, string seal, string? content)
    {
        var merged = Last + 1;
        return (this with
        {
            Below = Replace(Below, pair, merged),
            Snapshots = [.. Snapshots.Select(one => one with { Layers = Replace(one.Layers, pair, merged) })],
            Sealed = [.. Sealed, new(merged, seal, content)],
            Last = merged,
        }).Tidy();
    }

    private OwnLayers Tidy()
    {
        var needed = Needed;
        return this with { Sealed = [.. Sealed.Where(layer => needed.Contains(layer.Number))] };
    }

    private static IReadOnlyList<int> Replace(IReadOnlyList<int> chain, LayerPair pair, int merged) =>
        [.. chain.Where(number => number != pair.Beneath).Select(number => number == pair.Above ? merged : number)];
}
