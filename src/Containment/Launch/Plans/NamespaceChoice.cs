using Containment.Bundles.Oci;

namespace Containment.Launch.Plans;

/// <summary>Which namespaces are made, which are joined, and (the rest) which are shared with the host.</summary>
internal sealed record NamespaceChoice(long New, IReadOnlyList<(long Kind, string Path)> Joined)
{
    // Joined in this order: the user namespace last, because with it the host's powers go.
    private static readonly (string Word, long Kind)[] Kinds =
    [
        ("time", Flags.NewTime), ("network", Flags.NewNetwork), ("ipc", Flags.NewIpc), ("uts", Flags.NewUts), ("cgroup", Flags.NewCgroup),
        ("pid", Flags.NewPid), ("mount", Flags.NewMount), ("user", Flags.NewUser),
    ];

    public bool Has(long kind) => (New & kind) != 0;

    /// <summary>The path of the one that is joined.</summary>
    public string? PathOf(long kind) => Joined.Where(one => one.Kind == kind).Select(one => one.Path).FirstOrDefault();

    public static NamespaceChoice Of(IReadOnlyList<OciNamespace>? namespaces)
    {
        long made = 0;
        List<(long Kind, string)> joined = [];
        foreach (var one in namespaces ?? [])
        {
            var kind = Kinds.FirstOrDefault(known => known.Word == one.Type).Kind;
            if (kind == 0) throw new InvalidSpecException("linux.namespaces.type", one.Type, string.Join(", ", Kinds.Select(known => known.Word)));
            if (string.IsNullOrEmpty(one.Path)) made |= kind;
            else joined.Add((kind, one.Path));
        }
        return new(made, [.. joined.OrderBy(one => Array.FindIndex(Kinds, known => known.Kind == one.Kind))]);
    }

    /// <summary>Kinds in words, for people.</summary>
    public static string Words(long kinds) => string.Join(',', ((string[])["user", "mount", "pid", "uts", "ipc", "network", "cgroup", "time"]).Where(word => (kinds & Kinds.First(known => known.Word == word).Kind) != 0));
}
