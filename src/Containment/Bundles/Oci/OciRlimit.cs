namespace Containment.Bundles.Oci;

/// <summary>A resource limit (getrlimit(2)), such as <c>RLIMIT_NOFILE</c>.</summary>
internal sealed record OciRlimit
{
    public string Type { get; init; } = "";
    public ulong Soft { get; init; }
    public ulong Hard { get; init; }
}
