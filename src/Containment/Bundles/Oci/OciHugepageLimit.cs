namespace Containment.Bundles.Oci;

/// <summary>A limit in bytes on pages of one size, such as <c>2MB</c>.</summary>
internal sealed record OciHugepageLimit
{
    public string PageSize { get; init; } = "";
    public ulong Limit { get; init; }
}
