namespace Containment.Images.Registries;

/// <summary>
/// Where an image comes from or goes to, as skopeo writes it (containers-transports(5)): <c>docker://NAME</c> for a registry, which a bare name
/// means too, or docker-archive:FILE, oci:DIRECTORY, oci-archive:FILE, dir:DIRECTORY, containers-storage:NAME. Pure.
/// </summary>
/// <param name="Text">As skopeo takes it.</param>
/// <param name="Name">The image's own name; null where it comes from no registry.</param>
internal sealed record TransportName(string Text, ImageName? Name)
{
    private const string Registry = "docker://";
    private static readonly string[] Others = ["docker-archive:", "oci:", "oci-archive:", "dir:", "containers-storage:"];

    /// <summary>Whether it is a registry.</summary>
    public bool IsRemote => Name is not null;

    /// <summary>A name for it here that can be told from it alone.</summary>
    /// <exception cref="InvalidSpecException">None was given, and it has none.</exception>
    public string NameOr(string? given) => given is not null ? ImageName.Parse(given, nameof(PullOptions.Name)).ToString()
        : Name?.ToString() ?? throw new InvalidSpecException(nameof(PullOptions.Name), null, $"a name, since {Text} does not say one");

    /// <exception cref="InvalidSpecException">It is none of these.</exception>
    public static TransportName Parse(string text, string field)
    {
        if (Others.FirstOrDefault(other => text.StartsWith(other, StringComparison.Ordinal)) is { } local)
            return text.Length > local.Length ? new(text, null) : throw new InvalidSpecException(field, text, $"something after {local}");
        var name = ImageName.Parse(text.StartsWith(Registry, StringComparison.Ordinal) ? text[Registry.Length..] : text, field);
        // Both at once are refused there; the digest says more.
        return new(Registry + (name.Digest is null ? name : name with { Tag = null }).InFull, name);
    }
}
