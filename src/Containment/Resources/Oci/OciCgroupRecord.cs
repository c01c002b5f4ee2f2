using Containment.Linux.Cgroups;

namespace Containment.Resources.Oci;

/// <summary>Where a container's cgroups are, and whose: systemd's own is ended by it.</summary>
internal sealed record OciCgroupRecord(CgroupSet Set, string? Unit = null, bool User = false)
{
    private const string Scope = "scope ";
    private const int MostShown = 200;

    /// <summary>Lines, to be read back by <see cref="Parse"/>.</summary>
    public override string ToString() => Unit is null ? Set.ToString() : $"{Scope}{(User ? "user" : "system")} {Unit}\n{Set}";

    /// <exception cref="ContainmentException"><see cref="FailureReason.Corrupt"/>: not such lines, or they name what can't be one container's.</exception>
    public static OciCgroupRecord Parse(string text, CgroupBounds bounds)
    {
        try
        {
            return Read(text, bounds);
        }
        catch (FormatException damaged)
        {
            throw new ContainmentException(FailureReason.Corrupt, "cgroup", $"the record of the container's cgroups is damaged: {Shown(damaged.Message)}", "nothing was done to them", damaged);
        }
    }

    private static OciCgroupRecord Read(string text, CgroupBounds bounds)
    {
        string? unit = null;
        var user = false;
        if (text.StartsWith(Scope, StringComparison.Ordinal))
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            if (end < 0 || text[Scope.Length..end].Split(' ') is not [("user" or "system") and var whose, var name]) throw new FormatException("it names no scope");
            (unit, user, text) = (name, whose == "user", text[(end + 1)..]);
        }
        var set = CgroupSet.Parse(text);
        // Whatever it names is frozen, killed and removed.
        if (set.Unified is { } unified) Check(unified.Path, true);
        foreach (var legacy in set.Legacy.Values) Check(legacy.Path, false);
        return new(set, unit, user);

        void Check(string path, bool isUnified)
        {
            if (!bounds.Allow(path, isUnified)) throw new FormatException($"{path} is not the directory of a container's cgroup");
            if (unit is not null && !(unit.EndsWith(".scope", StringComparison.Ordinal) && path.EndsWith($"/{unit}", StringComparison.Ordinal))) throw new FormatException($"{path} is not the cgroup of the scope {unit}");
        }
    }

    private static string Shown(string text) => text.Length > MostShown ? $"{text[..MostShown]}…" : text;
}
