namespace Containment.Images.Oci;

/// <summary>An image's config and layers, bottom layer first (image-spec, manifest.md).</summary>
internal sealed record ImageManifest
{
    public BlobDescriptor? Config { get; init; }
    public IReadOnlyList<BlobDescriptor?>? Layers { get; init; }
}
