namespace Containment.Bundles.Oci;

/// <summary>How far a clock of a time namespace is from the machine's (time_namespaces(7)).</summary>
internal sealed record OciTimeOffset
{
    public long Secs { get; init; }
    public uint Nanosecs { get; init; }
}
