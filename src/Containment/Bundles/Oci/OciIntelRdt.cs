using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>Cache and memory bandwidth allocation (resctrl).</summary>
internal sealed record OciIntelRdt
{
    [JsonPropertyName("closID")]
    public string? ClosId { get; init; }

    public string? L3CacheSchema { get; init; }
    public string? MemBwSchema { get; init; }

    [JsonPropertyName("enableCMT")]
    public bool? EnableCmt { get; init; }

    [JsonPropertyName("enableMBM")]
    public bool? EnableMbm { get; init; }

    public static OciIntelRdt From(SpecNode node) => new()
    {
        ClosId = node.Text("closID"),
        L3CacheSchema = node.Text("l3CacheSchema"),
        MemBwSchema = node.Text("memBwSchema"),
        EnableCmt = node.FlagOrNull("enableCMT"),
        EnableMbm = node.FlagOrNull("enableMBM"),
    };
}
