namespace Containment.Snapshots;

/// <summary>Two sealed layers of which one lies directly on the other.</summary>
internal readonly record struct LayerPair(int Above, int Beneath)
{
    /// <summary>
    /// Two that can be made one: nobody needs the lower one without the upper one on it. Null where there are none. Pure.
    /// </summary>
    /// <param name="own">The container's layers.</param>
    /// <param name="mounted">Whether the layers below the container's upper one are in use and so must stay as they are.</param>
    public static LayerPair? Next(OwnLayers own, bool mounted)
    {
        // A chain that ends with a layer needs it as it is: the snapshot's own, and that on which the container writes.
        IReadOnlyList<int>[] chains = [own.Below, .. own.Snapshots.Select(snapshot => snapshot.Layers)];
        HashSet<int> tops = [.. chains.Where(chain => chain.Count > 0).Select(chain => chain[0])];
        foreach (var chain in chains)
            for (var at = 0; at + 1 < chain.Count; at++)
            {
                var pair = new LayerPair(chain[at], chain[at + 1]);
                if (tops.Contains(pair.Beneath) || mounted && (own.Below.Contains(pair.Above) || own.Below.Contains(pair.Beneath))) continue;
                if (chains.All(other => pair.IsWholeIn(other))) return pair;
            }
        return null;
    }

    private bool IsWholeIn(IReadOnlyList<int> chain)
    {
        for (var at = 0; at < chain.Count; at++)
            if (chain[at] == Beneath) return at > 0 && chain[at - 1] == Above;
        return true;
    }
}
