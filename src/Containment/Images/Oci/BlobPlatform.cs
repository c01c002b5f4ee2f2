using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>The machine that an image is for (image-spec, image-index.md).</summary>
internal sealed record BlobPlatform
{
    public string? Architecture { get; init; }
    public string? Os { get; init; }

    /// <summary>What else it has: kept when it is written again.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}
