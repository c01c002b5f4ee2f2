namespace Containment.Resources.Systemd;

/// <summary>What linux.cgroupsPath means to the systemd driver, as with runc: <c>slice:prefix:name</c>. Pure.</summary>
/// <param name="Slice">The slice that it is in.</param>
/// <param name="Unit">The scope.</param>
internal sealed record ScopeName(string Slice, string Unit)
{
    /// <exception cref="InvalidSpecException">Not of that form.</exception>
    public static ScopeName Of(string? cgroupsPath, string id, bool user)
    {
        var usual = user ? "user.slice" : "system.slice";
        if (string.IsNullOrEmpty(cgroupsPath)) return new(usual, $"containment-{id}.scope");
        if (cgroupsPath.Split(':') is not [var slice, var prefix, { Length: > 0 } name] || name.Contains('/', StringComparison.Ordinal))
            throw new InvalidSpecException("linux.cgroupsPath", cgroupsPath, "slice:prefix:name, as systemd needs it");
        if (slice.Length == 0) slice = usual;
        if (!slice.EndsWith(".slice", StringComparison.Ordinal) || slice.Contains('/', StringComparison.Ordinal))
            throw new InvalidSpecException("linux.cgroupsPath", cgroupsPath, "a slice whose name ends with .slice");
        return new(slice, $"{(prefix.Length > 0 ? $"{prefix}-" : "")}{name}.scope");
    }
}
