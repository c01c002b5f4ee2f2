using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Upper;

/// <summary>
/// One walk over an upper layer, or over several that lie on each other as if they were one, with a stack of its own: a tree may
/// be deeper than a thread's stack.
/// </summary>
/// <param name="roots">The layers, top first.</param>
/// <param name="isBelow">Whether what lies below all of them shows a path. Asked only where there are several.</param>
internal sealed class UpperWalk(IReadOnlyList<Descriptor> roots, Func<PathBytes, bool> isBelow)
{
    private readonly UpperEntryReader _reader = new();

    public UpperWalk(Descriptor root) : this([root], static _ => true) { }

    public IEnumerable<UpperEntry> Entries()
    {
        var open = new Stack<WalkLevel>();
        try
        {
            if (_reader.Read(roots[0], default, default) is not { } top) yield break;
            yield return top;
            open.Push(WalkLevel.Enter(roots, ".", default, hides: false)!);
            while (open.TryPeek(out var level))
            {
                if (!level.Left.TryDequeue(out var name))
                {
                    open.Pop().Dispose();
                    continue;
                }
                var path = level.Path.Append(name);
                if (level.Find(name) is not { } found || _reader.Read(found.Parts[0], name, path) is not { } entry) continue;
                if (entry.Kind == UpperKind.Whiteout && IsNeedless(level, path)) continue;
                if (open.Count - 1 > UpperEntryRules.Deepest) throw TooDeep(path);
                entry = found.Hides && entry.Kind == UpperKind.Directory ? entry with { Opaque = true } : entry;
                yield return entry;
                if (entry.Kind == UpperKind.Directory && WalkLevel.Enter(found.Parts, name, path, level.Hides || entry.Opaque) is { } below) open.Push(below);
            }
        }
        finally
        {
            foreach (var level in open) level.Dispose();
        }
    }

    // Of one layer all are kept as they are. One that hides only what was in a layer of these would show as a name that can't be opened.
    private bool IsNeedless(WalkLevel level, PathBytes path) => roots.Count > 1 && (level.Hides || !isBelow(path));

    private static ContainmentException TooDeep(PathBytes path) =>
        new(FailureReason.Unsupported, path.ToString(), $"{path} is deeper than {UpperEntryRules.Deepest} directories, which can't be carried over; remove it or make it flatter");
}
