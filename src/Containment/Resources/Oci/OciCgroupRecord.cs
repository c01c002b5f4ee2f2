using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci;

/// <summary>Where a container's cgroups are, and whose: systemd's own is ended by it.</summary>
internal sealed record OciCgroupRecord(CgroupSet Set, string? Unit = null, bool User = false)
{
    private const string Scope = "scope ";

    /// <summary>Lines, to be read back by <see cref="Parse"/>.</summary>
    public override string ToString() => Unit is null ? Set.ToString() : $"{Scope}{(User ? "user" : "system")} {Unit}\n{Set}";

    /// <exception cref="FormatException">Not such lines, or they name what is no cgroup's directory.</exception>
    public static OciCgroupRecord Parse(string text)
    {
        string? unit = null;
        var user = false;
        if (text.StartsWith(Scope, StringComparison.Ordinal))
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || text[Scope.Length..end].Split(' ') is not [("user" or "system") and var whose, var name]) throw new FormatException("not a line of a scope");
            (unit, user, text) = (name, whose == "user", text[(end + 1)..]);
        }
        var set = CgroupSet.Parse(text);
        // Whatever it names is killed and removed.
        if (set.Directories.Any(directory => !directory.Path.StartsWith('/') || directory.Path.Contains("..", StringComparison.Ordinal))) throw new FormatException("not the directory of a cgroup");
        return new(set, unit, user);
    }
}
