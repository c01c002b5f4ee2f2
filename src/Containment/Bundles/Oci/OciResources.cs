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

    public static OciResources From(SpecNode node) => new()
    {
        Unified = node.TextsByName("unified"),
        Devices = node.Parts("devices", OciDeviceRule.From),
        Memory = node.Part("memory", OciMemory.From),
        Cpu = node.Part("cpu", OciCpu.From),
        BlockIo = node.Part("blockIO", OciBlockIo.From),
        HugepageLimits = node.Parts("hugepageLimits", OciHugepageLimit.From),
        Network = node.Part("network", OciNetworkResources.From),
        Pids = node.Part("pids", OciPids.From),
        Rdma = node.PartsByName("rdma", OciRdma.From),
    };
}
