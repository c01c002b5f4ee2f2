using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>A range of user or group ids (user_namespaces(7)).</summary>
internal sealed record OciIdMapping
{
    [JsonPropertyName("containerID")]
    public uint ContainerId { get; init; }

    [JsonPropertyName("hostID")]
    public uint HostId { get; init; }

    public uint Size { get; init; }

    public static OciIdMapping From(SpecNode node)
    {
        node.NotNull("containerID", "hostID", "size");
        return new()
        {
            ContainerId = node.UInt32("containerID") ?? 0,
            HostId = node.UInt32("hostID") ?? 0,
            Size = node.UInt32("size") ?? 0,
        };
    }
}
