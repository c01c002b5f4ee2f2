namespace Containment.Bundles.Oci;

/// <summary>The largest number of tasks; -1 is none.</summary>
internal sealed record OciPids
{
    public long Limit { get; init; }

    public static OciPids From(SpecNode node)
    {
        node.NotNull("limit");
        return new()
        {
            Limit = node.Int64("limit") ?? 0,
        };
    }
}
