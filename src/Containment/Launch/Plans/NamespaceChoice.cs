using Containment.Bundles.Oci;

namespace Containment.Launch.Plans;

/// <summary>Which namespaces are made, which are joined, and (the rest) which are shared with the host.</summary>
internal sealed record NamespaceChoice(long New, IReadOnlyList<(long Kind, string Path)> Joined)
{
    private static readonly Dictionary<string, long> Kinds = new()
    {
        ["mount"] = Flags.NewMount, ["pid"] = Flags.NewPid, ["uts"] = Flags.NewUts, ["ipc"] = Flags.NewIpc, ["network"] = Flags.NewNetwork,
        ["user"] = Flags.NewUser, ["cgroup"] = Flags.NewCgroup, ["time"] = Flags.NewTime,
    };

    public bool Has(long kind) => (New & kind) != 0;

    /// <exception cref="InvalidSpecException">No mount namespace of its own, or a kind that can't be joined.</exception>
    public static NamespaceChoice Of(IReadOnlyList<OciNamespace>? namespaces)
    {
        long made = 0;
        List<(long, string)> joined = [];
        foreach (var one in namespaces ?? [])
        {
            if (!Kinds.TryGetValue(one.Type, out var kind)) throw new InvalidSpecException("linux.namespaces.type", one.Type, string.Join(", ", Kinds.Keys));
            if (string.IsNullOrEmpty(one.Path)) made |= kind;
            else if (kind is Flags.NewMount or Flags.NewUser) throw new InvalidSpecException("linux.namespaces.path", one.Path, $"no path: the {one.Type} namespace can't be one that exists");
            else joined.Add((kind, one.Path));
        }
        if ((made & Flags.NewMount) == 0) throw new InvalidSpecException("linux.namespaces", null, "a mount namespace of its own");
        return new(made, joined);
    }
}
