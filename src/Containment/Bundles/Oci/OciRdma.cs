namespace Containment.Bundles.Oci;

/// <summary>Limits of one RDMA device.</summary>
internal sealed record OciRdma
{
    public uint? HcaHandles { get; init; }
    public uint? HcaObjects { get; init; }
}
