namespace Containment.Images.Oci;

/// <summary>A list of manifests (image-spec, image-index.md).</summary>
internal sealed record ImageIndex
{
    public IReadOnlyList<BlobDescriptor?>? Manifests { get; init; }
}
