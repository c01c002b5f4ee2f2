namespace Containment.Bundles.Oci;

/// <summary>CPU limits; times are in microseconds.</summary>
internal sealed record OciCpu
{
    public ulong? Shares { get; init; }
    public long? Quota { get; init; }
    public ulong? Burst { get; init; }
    public ulong? Period { get; init; }
    public long? RealtimeRuntime { get; init; }
    public ulong? RealtimePeriod { get; init; }
    public string? Cpus { get; init; }
    public string? Mems { get; init; }
    public long? Idle { get; init; }

    public static OciCpu From(SpecNode node) => new()
    {
        Shares = node.UInt64("shares"),
        Quota = node.Int64("quota"),
        Burst = node.UInt64("burst"),
        Period = node.UInt64("period"),
        RealtimeRuntime = node.Int64("realtimeRuntime"),
        RealtimePeriod = node.UInt64("realtimePeriod"),
        Cpus = node.Text("cpus"),
        Mems = node.Text("mems"),
        Idle = node.Int64("idle"),
    };
}
