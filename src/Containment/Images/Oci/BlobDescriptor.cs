using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>Names a blob by digest and length (image-spec, descriptor.md).</summary>
internal sealed record BlobDescriptor
{
    public string? MediaType { get; init; }
    public string? Digest { get; init; }
    public long? Size { get; init; }
    public BlobPlatform? Platform { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>What else it has: kept when it is written again.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
