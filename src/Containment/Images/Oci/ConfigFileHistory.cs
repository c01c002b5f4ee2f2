using System.Text.Json.Serialization;

namespace Containment.Images.Oci;

/// <summary>How a layer came into being.</summary>
internal sealed record ConfigFileHistory
{
    public string? Created { get; init; }

    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }
}
