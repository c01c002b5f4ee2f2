namespace Containment.Bundles.Oci;

/// <summary>The execution domain (personality(2)): LINUX or LINUX32.</summary>
internal sealed record OciPersonality
{
    public string Domain { get; init; } = "";
    public IReadOnlyList<string>? Flags { get; init; }

    public static OciPersonality From(SpecNode node)
    {
        node.NotNull("domain");
        return new()
        {
            Domain = node.Text("domain")!,
            Flags = node.Texts("flags"),
        };
    }
}
