namespace Containment.Bundles.Oci;

/// <summary>Who runs the process, in ids as the container sees them.</summary>
internal sealed record OciUser
{
    public uint Uid { get; init; }
    public uint Gid { get; init; }
    public uint? Umask { get; init; }
    public IReadOnlyList<uint>? AdditionalGids { get; init; }

    public static OciUser From(SpecNode node)
    {
        node.NotNull("uid", "gid");
        return new()
        {
            Uid = node.UInt32("uid") ?? 0,
            Gid = node.UInt32("gid") ?? 0,
            Umask = node.UInt32("umask"),
            AdditionalGids = node.Numbers("additionalGids"),
        };
    }
}
