namespace Containment.Bundles.Oci;

/// <summary>A resource limit (getrlimit(2)), such as <c>RLIMIT_NOFILE</c>.</summary>
internal sealed record OciRlimit
{
    public string Type { get; init; } = "";
    public ulong Soft { get; init; }
    public ulong Hard { get; init; }

    public static OciRlimit From(SpecNode node)
    {
        node.NotNull("type", "soft", "hard");
        return new()
        {
            Type = node.Text("type")!,
            Soft = node.UInt64("soft") ?? 0,
            Hard = node.UInt64("hard") ?? 0,
        };
    }
}
