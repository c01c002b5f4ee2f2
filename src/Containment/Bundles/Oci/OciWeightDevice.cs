namespace Containment.Bundles.Oci;

/// <summary>The weight of one block device.</summary>
internal sealed record OciWeightDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ushort? Weight { get; init; }
    public ushort? LeafWeight { get; init; }

    public static OciWeightDevice From(SpecNode node)
    {
        node.NotNull("major", "minor");
        return new()
        {
            Major = node.Int64("major") ?? 0,
            Minor = node.Int64("minor") ?? 0,
            Weight = node.UInt16("weight"),
            LeafWeight = node.UInt16("leafWeight"),
        };
    }
}
