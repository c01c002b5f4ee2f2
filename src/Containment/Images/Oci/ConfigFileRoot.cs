using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>The digests of the uncompressed layers, bottom layer first.</summary>
internal sealed record ConfigFileRoot
{
    /// <summary>Always <c>layers</c>.</summary>
    public string? Type { get; init; }

    [JsonPropertyName("diff_ids")]
    public IReadOnlyList<string?>? DiffIds { get; init; }
}
