namespace Containment.Bundles.Oci;

/// <summary>A rule of the device allow-list; an absent number stands for all.</summary>
internal sealed record OciDeviceRule
{
    public bool Allow { get; init; }
    public string? Type { get; init; }
    public long? Major { get; init; }
    public long? Minor { get; init; }
    public string? Access { get; init; }
}
