namespace Containment.Bundles.Oci;

/// <summary>Programs to run at points of the life (config.md, "POSIX-platform Hooks").</summary>
internal sealed record OciHooks
{
    public IReadOnlyList<OciHook>? Prestart { get; init; }
    public IReadOnlyList<OciHook>? CreateRuntime { get; init; }
    public IReadOnlyList<OciHook>? CreateContainer { get; init; }
    public IReadOnlyList<OciHook>? StartContainer { get; init; }
    public IReadOnlyList<OciHook>? Poststart { get; init; }
    public IReadOnlyList<OciHook>? Poststop { get; init; }

    public static OciHooks From(SpecNode node) => new()
    {
        Prestart = node.Parts("prestart", OciHook.From),
        CreateRuntime = node.Parts("createRuntime", OciHook.From),
        CreateContainer = node.Parts("createContainer", OciHook.From),
        StartContainer = node.Parts("startContainer", OciHook.From),
        Poststart = node.Parts("poststart", OciHook.From),
        Poststop = node.Parts("poststop", OciHook.From),
    };
}
