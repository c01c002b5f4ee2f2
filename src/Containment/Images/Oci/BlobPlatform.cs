namespace Containment.Images.Oci;

/// <summary>The machine that an image is for (image-spec, image-index.md).</summary>
internal sealed record BlobPlatform
{
    public string? Architecture { get; init; }
    public string? Os { get; init; }
}
