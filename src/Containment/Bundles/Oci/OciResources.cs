using System.Text.Json.Serialization;

namespace Containment.Bundles.Oci;

/// <summary>What the cgroup allows (config-linux.md, "Control groups").</summary>
internal sealed record OciResources
{
    public IReadOnlyDictionary<string, string>? Unified { get; init; }
    public IReadOnlyList<OciDeviceRule>? Devices { get; init; }
    public OciMemory? Memory { get; init; }
    public OciCpu? Cpu { get; init; }

    [JsonPropertyName("blockIO")]
    public OciBlockIo? BlockIo { get; init; }

    public IReadOnlyList<OciHugepageLimit>? HugepageLimits { get; init; }
    public OciNetworkResources? Network { get; init; }
    public OciPids? Pids { get; init; }
    public IReadOnlyDictionary<string, OciRdma>? Rdma { get; init; }
}
