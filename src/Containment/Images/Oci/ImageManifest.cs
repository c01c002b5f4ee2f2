namespace Containment.Images.Oci;

/// <summary>An image's config and layers, bottom layer first (image-spec, manifest.md).</summary>
internal sealed record ImageManifest
{
    /// <summary>Always 2.</summary>
    public int? SchemaVersion { get; init; }
    public string? MediaType { get; init; }
    public BlobDescriptor? Config { get; init; }
    public IReadOnlyList<BlobDescriptor?>? Layers { get; init; }
}
