using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>
/// What changed between two walks of one layer, by inode, size, mtime and ctime. The ctime decides: no program can set it,
/// so nothing that was written is missed; a file that was only chmod'ed is sent again. Two things could hide a change from it, and what they could
/// hide counts as changed (<see cref="Unsettle"/>): the kernel's clock for ctimes stands still for a few milliseconds, and of a page that a program has mapped
/// only the first write after it was clean is seen (so <see cref="UpperContent.Flush"/>).
/// </summary>
internal static class UpperTreeChanges
{
    // The kernel's slowest tick is 10 ms.
    private const long Tick = 20_000_000;

    // No file has it.
    private const long Unsettled = long.MinValue;

    /// <summary>Before a walk: whatever was last changed before this will, if it is changed after the walk, show another ctime.</summary>
    public static long SettledNow() => (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100 - Tick;

    /// <summary>A walk as it is compared with a later one: what had changed so lately that the next change may not show differs from all.</summary>
    public static IReadOnlyList<UpperEntry> Unsettle(IEnumerable<UpperEntry> walk, long settled) =>
        [.. walk.Select(entry => entry.Changed < settled ? entry : entry with { Changed = Unsettled })];

    public static UpperTreeDelta Between(IEnumerable<UpperEntry> before, IEnumerable<UpperEntry> after)
    {
        var old = before.ToDictionary(entry => entry.Path);
        HashSet<PathBytes> seen = [], gone = [];
        List<UpperEntry> changed = [];
        List<PathBytes> removed = [];
        foreach (var entry in after)
        {
            seen.Add(entry.Path);
            switch (old.TryGetValue(entry.Path, out var was) ? Compare(was, entry, old, gone) : Step.Update)
            {
                case Step.Replace:
                    gone.Add(entry.Path);
                    removed.Add(entry.Path);
                    changed.Add(entry);
                    break;
                case Step.Update:
                    changed.Add(entry);
                    break;
            }
        }
        foreach (var path in old.Keys)
            if (!seen.Contains(path) && !(path.Parent is { IsEmpty: false } parent && old.ContainsKey(parent) && (!seen.Contains(parent) || gone.Contains(parent)))) removed.Add(path);
        return new(removed, changed);
    }

    private enum Step { Keep, Update, Replace }

    private static Step Compare(UpperEntry was, UpperEntry now, Dictionary<PathBytes, UpperEntry> old, HashSet<PathBytes> gone)
    {
        // A directory that was made anew is the same one with other attributes: what is below it is compared by itself.
        if (was.Kind == UpperKind.Directory && now.Kind == UpperKind.Directory) return Same(was, now) && was.Inode == now.Inode ? Step.Keep : Step.Update;
        if (was.Kind == UpperKind.Whiteout && now.Kind == UpperKind.Whiteout) return Step.Keep;
        if (was.Inode != now.Inode || IsFile(was) != IsFile(now)) return Step.Replace;
        if (now.Kind == UpperKind.HardLink)
            return old.TryGetValue(now.HardLinkOf, out var first) && first.Inode == now.Inode && !gone.Contains(now.HardLinkOf) ? Step.Keep : Step.Replace;
        if (Same(was, now)) return Step.Keep;
        return IsFile(now) ? Step.Update : Step.Replace;
    }

    private static bool Same(UpperEntry was, UpperEntry now) => was.Changed == now.Changed && was.Modified == now.Modified && was.Size == now.Size;

    // The first name that a walk meets is the file, later ones are links to it; which is which may change.
    private static bool IsFile(UpperEntry entry) => entry.Kind is UpperKind.File or UpperKind.HardLink;
}
