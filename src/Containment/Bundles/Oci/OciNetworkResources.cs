using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>The class and priorities of packets (cgroup v1).</summary>
internal sealed record OciNetworkResources
{
    [JsonPropertyName("classID")]
    public uint? ClassId { get; init; }

    public IReadOnlyList<OciInterfacePriority>? Priorities { get; init; }

    public static OciNetworkResources From(SpecNode node) => new()
    {
        ClassId = node.UInt32("classID"),
        Priorities = node.Parts("priorities", OciInterfacePriority.From),
    };
}
