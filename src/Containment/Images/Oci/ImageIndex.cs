namespace Containment.Images.Oci;

/// <summary>A list of manifests (image-spec, image-index.md).</summary>
internal sealed record ImageIndex
{
    public int SchemaVersion { get; init; } = 2;
    public IReadOnlyList<BlobDescriptor?>? Manifests { get; init; }
}
