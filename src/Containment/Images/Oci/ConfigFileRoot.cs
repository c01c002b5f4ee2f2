using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>The digests of the uncompressed layers, bottom layer first.</summary>
internal sealed record ConfigFileRoot
{
    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<string?>? DiffIds { get; init; }
}
