namespace Containment.Bundles.Oci;

/// <summary>How far a clock of a time namespace is from the machine's (time_namespaces(7)).</summary>
internal sealed record OciTimeOffset
{
    public long Secs { get; init; }
    public uint Nanosecs { get; init; }

    public static OciTimeOffset From(SpecNode node)
    {
        node.NotNull("secs", "nanosecs");
        return new()
        {
            Secs = node.Int64("secs") ?? 0,
            Nanosecs = node.UInt32("nanosecs") ?? 0,
        };
    }
}
