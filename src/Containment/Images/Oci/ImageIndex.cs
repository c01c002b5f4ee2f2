using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>A list of manifests (image-spec, image-index.md).</summary>
internal sealed record ImageIndex
{
    /// <summary>Always 2.</summary>
    public int? SchemaVersion { get; init; }
    public string? MediaType { get; init; }
    public IReadOnlyList<BlobDescriptor?>? Manifests { get; init; }

    /// <summary>What else it has: kept when it is written again.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
