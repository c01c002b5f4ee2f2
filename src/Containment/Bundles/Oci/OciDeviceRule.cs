namespace Containment.Bundles.Oci;

/// <summary>A rule of the device allow-list; an absent number stands for all.</summary>
internal sealed record OciDeviceRule
{
    public bool Allow { get; init; }
    public string? Type { get; init; }
    public long? Major { get; init; }
    public long? Minor { get; init; }
    public string? Access { get; init; }

    public static OciDeviceRule From(SpecNode node)
    {
        node.NotNull("allow");
        return new()
        {
            Allow = node.Flag("allow"),
            Type = node.Text("type"),
            Major = node.Int64("major"),
            Minor = node.Int64("minor"),
            Access = node.Text("access"),
        };
    }
}
