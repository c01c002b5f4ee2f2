namespace Containment.Bundles.Oci;

/// <summary>One program; <see cref="Timeout"/> is in seconds.</summary>
internal sealed record OciHook
{
    public string Path { get; init; } = "";
    public IReadOnlyList<string>? Args { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public int? Timeout { get; init; }

    public static OciHook From(SpecNode node)
    {
        node.NotNull("path");
        return new()
        {
            Path = node.Text("path")!,
            Args = node.Texts("args"),
            Env = node.Texts("env"),
            Timeout = node.Int32("timeout"),
        };
    }
}
