namespace Containment.Images.Oci;

/// <summary>An image's config (image-spec, config.md).</summary>
internal sealed record ConfigFile
{
    public ConfigFileProcess? Config { get; init; }
    public ConfigFileRoot? Rootfs { get; init; }
}
