namespace Containment.Bundles.Oci;

/// <summary>The limit of one block device in bytes or operations a second.</summary>
internal sealed record OciThrottleDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ulong Rate { get; init; }
}
