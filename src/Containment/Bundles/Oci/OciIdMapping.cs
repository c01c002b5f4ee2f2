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
}
