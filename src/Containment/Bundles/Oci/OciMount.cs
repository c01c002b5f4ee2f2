namespace Containment.Bundles.Oci;

/// <summary>Something to mount, in the order given (config.md, "Mounts").</summary>
internal sealed record OciMount
{
    public string Destination { get; init; } = "";
    public string? Source { get; init; }
    public string? Type { get; init; }
    public IReadOnlyList<string>? Options { get; init; }
    public IReadOnlyList<OciIdMapping>? UidMappings { get; init; }
    public IReadOnlyList<OciIdMapping>? GidMappings { get; init; }

    public static OciMount From(SpecNode node)
    {
        node.NotNull("destination");
        return new()
        {
            Destination = node.Text("destination")!,
            Source = node.Text("source"),
            Type = node.Text("type"),
            Options = node.Texts("options"),
            UidMappings = node.Parts("uidMappings", OciIdMapping.From),
            GidMappings = node.Parts("gidMappings", OciIdMapping.From),
        };
    }
}
