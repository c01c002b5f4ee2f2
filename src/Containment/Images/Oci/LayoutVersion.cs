namespace Containment.Images.Oci;

/// <summary>The file oci-layout (image-spec, image-layout.md).</summary>
internal sealed record LayoutVersion
{
    public const string File = "oci-layout", Current = "1.0.0";

    public string? ImageLayoutVersion { get; init; }
}
