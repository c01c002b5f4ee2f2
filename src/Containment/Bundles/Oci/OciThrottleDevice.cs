namespace Containment.Bundles.Oci;

/// <summary>The limit of one block device in bytes or operations a second.</summary>
internal sealed record OciThrottleDevice
{
    public long Major { get; init; }
    public long Minor { get; init; }
    public ulong Rate { get; init; }

    public static OciThrottleDevice From(SpecNode node)
    {
        node.NotNull("major", "minor", "rate");
        return new()
        {
            Major = node.Int64("major") ?? 0,
            Minor = node.Int64("minor") ?? 0,
            Rate = node.UInt64("rate") ?? 0,
        };
    }
}
