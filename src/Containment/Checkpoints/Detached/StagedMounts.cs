using Containment.Checkpoints.Criu;

namespace Containment.Checkpoints.Detached;

/// <summary>Finds for each name in the images what the bundle has there. Pure.</summary>
internal static class StagedMounts
{
    /// <param name="names">What the images name.</param>
    /// <param name="staged">What the bundle has, by destination or name, and where that is in CRIU's mount namespace.</param>
    /// <param name="resolve">A destination as the container sees it, when links in its root lead elsewhere.</param>
    /// <exception cref="ContainmentException"><see cref="FailureReason.Unsupported"/>: the bundle has no such mount.</exception>
    public static IReadOnlyList<(string Name, string Path)> Match(IReadOnlyList<string> names, IReadOnlyList<(string Name, string Path)> staged, Func<string, string> resolve) =>
        [.. names.Distinct().Select(name => (name, Find(name, staged, resolve) ?? throw new ContainmentException(FailureReason.Unsupported, name, $"the checkpoint has a mount on {name}, and the bundle has none there")))];

    private static string? Find(string name, IReadOnlyList<(string Name, string Path)> staged, Func<string, string> resolve)
    {
        if (Path(name) is { } path) return path;
        // A v1 hierarchy is bound.
        if (name.StartsWith(CriuRequests.Cgroups + "/", StringComparison.Ordinal)) return Path(name[CriuRequests.Cgroups.Length..]);
        if (!name.StartsWith('/')) return null;
        foreach (var (place, at) in staged.Where(one => one.Name.StartsWith('/')).OrderByDescending(one => one.Name.Length))
            foreach (var seen in (string[])[DetachedMounts.Plain(place), resolve(place)])
            {
                if (name == seen) return at;
                // What is mounted below what was bound comes along with it.
                if (name.StartsWith(seen + "/", StringComparison.Ordinal)) return at + name[seen.Length..];
            }
        return null;

        string? Path(string wanted) => staged.Where(one => one.Name == wanted).Select(one => one.Path).FirstOrDefault();
    }
}
