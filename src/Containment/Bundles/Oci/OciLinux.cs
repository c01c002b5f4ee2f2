namespace Containment.Bundles.Oci;

/// <summary>What is particular to Linux (config-linux.md).</summary>
internal sealed record OciLinux
{
    public IReadOnlyList<OciNamespace>? Namespaces { get; init; }
    public IReadOnlyList<OciIdMapping>? UidMappings { get; init; }
    public IReadOnlyList<OciIdMapping>? GidMappings { get; init; }
    public IReadOnlyDictionary<string, OciTimeOffset>? TimeOffsets { get; init; }
    public IReadOnlyList<OciDevice>? Devices { get; init; }
    public string? CgroupsPath { get; init; }
    public OciResources? Resources { get; init; }
    public OciIntelRdt? IntelRdt { get; init; }
    public IReadOnlyDictionary<string, string>? Sysctl { get; init; }
    public OciSeccomp? Seccomp { get; init; }
    public string? RootfsPropagation { get; init; }
    public IReadOnlyList<string>? MaskedPaths { get; init; }
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }
    public string? MountLabel { get; init; }
    public OciPersonality? Personality { get; init; }

    public static OciLinux From(SpecNode node) => new()
    {
        Namespaces = node.Parts("namespaces", OciNamespace.From),
        UidMappings = node.Parts("uidMappings", OciIdMapping.From),
        GidMappings = node.Parts("gidMappings", OciIdMapping.From),
        TimeOffsets = node.PartsByName("timeOffsets", OciTimeOffset.From),
        Devices = node.Parts("devices", OciDevice.From),
        CgroupsPath = node.Text("cgroupsPath"),
        Resources = node.Part("resources", OciResources.From),
        IntelRdt = node.Part("intelRdt", OciIntelRdt.From),
        Sysctl = node.TextsByName("sysctl"),
        Seccomp = node.Part("seccomp", OciSeccomp.From),
        RootfsPropagation = node.Text("rootfsPropagation"),
        MaskedPaths = node.Texts("maskedPaths"),
        ReadonlyPaths = node.Texts("readonlyPaths"),
        MountLabel = node.Text("mountLabel"),
        Personality = node.Part("personality", OciPersonality.From),
    };
}
