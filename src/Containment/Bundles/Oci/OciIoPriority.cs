namespace Containment.Bundles.Oci;

/// <summary>The I/O priority (ioprio_set(2)).</summary>
internal sealed record OciIoPriority
{
    public string Class { get; init; } = "";
    public int Priority { get; init; }

    public static OciIoPriority From(SpecNode node)
    {
        node.NotNull("class", "priority");
        return new()
        {
            Class = node.Text("class")!,
            Priority = node.Int32("priority") ?? 0,
        };
    }
}
