namespace Containment.Bundles.Oci;

/// <summary>The size of the terminal in characters.</summary>
internal sealed record OciConsoleSize
{
    public uint Height { get; init; }
    public uint Width { get; init; }

    public static OciConsoleSize From(SpecNode node)
    {
        node.NotNull("height", "width");
        return new()
        {
            Height = node.UInt32("height") ?? 0,
            Width = node.UInt32("width") ?? 0,
        };
    }
}
