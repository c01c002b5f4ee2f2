namespace Containment.Bundles.Oci;

/// <summary>The priority of packets that leave by one interface.</summary>
internal sealed record OciInterfacePriority
{
    public string Name { get; init; } = "";
    public uint Priority { get; init; }

    public static OciInterfacePriority From(SpecNode node)
    {
        node.NotNull("name", "priority");
        return new()
        {
            Name = node.Text("name")!,
            Priority = node.UInt32("priority") ?? 0,
        };
    }
}
