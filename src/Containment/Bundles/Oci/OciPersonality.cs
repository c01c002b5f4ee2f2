namespace Containment.Bundles.Oci;

/// <summary>The execution domain (personality(2)): LINUX or LINUX32.</summary>
internal sealed record OciPersonality
{
    public string Domain { get; init; } = "";
    public IReadOnlyList<string>? Flags { get; init; }
}
