namespace Containment.Bundles.Oci;

/// <summary>The weight of one block device.</summary>
internal sealed record OciWeightDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ushort? Weight { get; init; }
    public ushort? LeafWeight { get; init; }
}
