namespace Containment.Bundles.Oci;

/// <summary>The five sets of capabilities(7), each a list of names such as <c>CAP_CHOWN</c>.</summary>
internal sealed record OciCapabilities
{
    public IReadOnlyList<string>? Bounding { get; init; }
    public IReadOnlyList<string>? Effective { get; init; }
    public IReadOnlyList<string>? Inheritable { get; init; }
    public IReadOnlyList<string>? Permitted { get; init; }
    public IReadOnlyList<string>? Ambient { get; init; }

    public static OciCapabilities From(SpecNode node) => new()
    {
        Bounding = node.Texts("bounding"),
        Effective = node.Texts("effective"),
        Inheritable = node.Texts("inheritable"),
        Permitted = node.Texts("permitted"),
        Ambient = node.Texts("ambient"),
    };
}
