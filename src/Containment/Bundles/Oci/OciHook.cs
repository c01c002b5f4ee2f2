namespace Containment.Bundles.Oci;

/// <summary>One program; <see cref="Timeout"/> is in seconds.</summary>
internal sealed record OciHook
{
    public string Path { get; init; } = "";
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public int? Timeout { get; init; }
}
