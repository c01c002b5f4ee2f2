namespace Containment.Bundles.Oci;

/// <summary>The largest number of tasks; -1 is none.</summary>
internal sealed record OciPids
{
    public long Limit { get; init; }
}
