namespace Containment.Bundles.Oci;

/// <summary>Limits of one RDMA device.</summary>
internal sealed record OciRdma
{
    public uint? HcaHandles { get; init; }
    public uint? HcaObjects { get; init; }

    public static OciRdma From(SpecNode node) => new()
    {
        HcaHandles = node.UInt32("hcaHandles"),
        HcaObjects = node.UInt32("hcaObjects"),
    };
}
