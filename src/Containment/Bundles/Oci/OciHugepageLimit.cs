namespace Containment.Bundles.Oci;

/// <summary>A limit in bytes on pages of one size, such as <c>2MB</c>.</summary>
internal sealed record OciHugepageLimit
{
    public string PageSize { get; init; } = "";
    public ulong Limit { get; init; }

    public static OciHugepageLimit From(SpecNode node)
    {
        node.NotNull("pageSize", "limit");
        return new()
        {
            PageSize = node.Text("pageSize")!,
            Limit = node.UInt64("limit") ?? 0,
        };
    }
}
