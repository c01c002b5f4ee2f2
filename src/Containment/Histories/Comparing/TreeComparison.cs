using Containment.Linux.Descriptors;
using Containment.Snapshots.Upper;

namespace Containment.Histories.Comparing;

/// <summary>
/// Finds where two root file systems differ, each given as its layers. Directories that are made of the same parts are the same with
/// all below them, so what neither has changed costs nothing.
/// </summary>
internal static class TreeComparison
{
    /// <param name="from">The layers of one, top first.</param>
    /// <param name="to">The layers of the other.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static IReadOnlyList<SnapshotDifference> Run(IReadOnlyList<string> from, IReadOnlyList<string> to, CancellationToken cancellationToken)
    {
        using var one = new OpenLayers(from);
        using var other = new OpenLayers(to);
        var found = new List<SnapshotDifference>();
        var compared = new EntryComparison();
        var open = new Stack<Pair>();
        try
        {
            open.Push(Pair.Of(one.Enter(), other.Enter(), default));
            while (open.TryPeek(out var level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!level.Left.TryDequeue(out var name))
                {
                    open.Pop().Dispose();
                    continue;
                }
                var path = level.Path.Append(name);
                var (here, there) = (Sighting.Of(level.From, name), Sighting.Of(level.To, name));
                if (compared.Of(here, there) is { } kind) found.Add(new(kind, $"/{path}"));
                if (open.Count > UpperEntryRules.Deepest) throw new ContainmentException(FailureReason.Unsupported, $"/{path}", $"/{path} is deeper than {UpperEntryRules.Deepest} directories");
                if (Sighting.AreOneDirectory(here, there)) continue;
                var (below, beside) = (here?.Enter(name, path), there?.Enter(name, path));
                if (below is not null || beside is not null) open.Push(Pair.Of(below, beside, path));
            }
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        finally
        {
            foreach (var level in open) level.Dispose();
        }
        found.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return found;
    }

    private sealed record Pair(WalkLevel? From, WalkLevel? To, PathBytes Path, Queue<PathBytes> Left) : IDisposable
    {
        public static Pair Of(WalkLevel? from, WalkLevel? to, PathBytes path) => new(from, to, path, new((from?.Left ?? []).Union(to?.Left ?? [])));

        public void Dispose()
        {
            From?.Dispose();
            To?.Dispose();
        }
    }
}
