namespace Containment.Images.Oci;

/// <summary>An image's config (image-spec, config.md).</summary>
internal sealed record ConfigFile
{
    /// <summary>When it was made, as RFC 3339 has it.</summary>
    public string? Created { get; init; }
    public string? Architecture { get; init; }
    public string? Os { get; init; }
    public ConfigFileProcess? Config { get; init; }
    public ConfigFileRoot? Rootfs { get; init; }
    public IReadOnlyList<ConfigFileHistory>? History { get; init; }
}
