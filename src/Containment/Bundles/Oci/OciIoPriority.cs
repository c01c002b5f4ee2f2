namespace Containment.Bundles.Oci;

/// <summary>The I/O priority (ioprio_set(2)).</summary>
internal sealed record OciIoPriority
{
    public string Class { get; init; } = "";
    public int Priority { get; init; }
}
