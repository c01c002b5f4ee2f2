namespace Containment.Bundles.Oci;

/// <summary>
/// A bundle's config.json (OCI runtime-spec 1.2, config.md). Unknown properties are ignored, as the specification demands.
/// Absent and null are the same. RuntimeSpecRules says what else must hold.
/// </summary>
internal sealed record RuntimeSpec
{
    /// <summary>The version of the specification that is written.</summary>
    public const string Version = "1.2.0";

    public string OciVersion { get; init; } = Version;
    public OciRoot? Root { get; init; }
    public OciProcess? Process { get; init; }
    public string? Hostname { get; init; }
    public string? Domainname { get; init; }
    public IReadOnlyList<OciMount>? Mounts { get; init; }
    public OciHooks? Hooks { get; init; }
    public OciLinux? Linux { get; init; }
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    public static RuntimeSpec From(SpecNode node)
    {
        node.NotNull("ociVersion");
        return new()
        {
            OciVersion = node.Text("ociVersion")!,
            Root = node.Part("root", OciRoot.From),
            Process = node.Part("process", OciProcess.From),
            Hostname = node.Text("hostname"),
            Domainname = node.Text("domainname"),
            Mounts = node.Parts("mounts", OciMount.From),
            Hooks = node.Part("hooks", OciHooks.From),
            Linux = node.Part("linux", OciLinux.From),
            Annotations = node.TextsByName("annotations"),
        };
    }
}
