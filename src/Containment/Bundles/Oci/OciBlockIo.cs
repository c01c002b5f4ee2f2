using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>Block device weights and limits.</summary>
internal sealed record OciBlockIo
{
    public ushort? Weight { get; init; }
    public ushort? LeafWeight { get; init; }
    public IReadOnlyList<OciWeightDevice>? WeightDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleReadBpsDevice { get; init; }
    public IReadOnlyList<OciThrottleDevice>? ThrottleWriteBpsDevice { get; init; }

    [JsonPropertyName("throttleReadIOPSDevice")]
    public IReadOnlyList<OciThrottleDevice>? ThrottleReadIopsDevice { get; init; }

    [JsonPropertyName("throttleWriteIOPSDevice")]
    public IReadOnlyList<OciThrottleDevice>? ThrottleWriteIopsDevice { get; init; }

    public static OciBlockIo From(SpecNode node) => new()
    {
        Weight = node.UInt16("weight"),
        LeafWeight = node.UInt16("leafWeight"),
        WeightDevice = node.Parts("weightDevice", OciWeightDevice.From),
        ThrottleReadBpsDevice = node.Parts("throttleReadBpsDevice", OciThrottleDevice.From),
        ThrottleWriteBpsDevice = node.Parts("throttleWriteBpsDevice", OciThrottleDevice.From),
        ThrottleReadIopsDevice = node.Parts("throttleReadIOPSDevice", OciThrottleDevice.From),
        ThrottleWriteIopsDevice = node.Parts("throttleWriteIOPSDevice", OciThrottleDevice.From),
    };
}
