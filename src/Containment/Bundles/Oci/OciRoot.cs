namespace Containment.Bundles.Oci;

/// <summary>The root file system (config.md, "Root").</summary>
internal sealed record OciRoot
{
    /// <summary>Absolute, or relative to the bundle.</summary>
    public string Path { get; init; } = "";

    public bool Readonly { get; init; }

    public static OciRoot From(SpecNode node)
    {
        node.NotNull("path", "readonly");
        return new()
        {
            Path = node.Text("path")!,
            Readonly = node.Flag("readonly"),
        };
    }
}
