namespace Containment.Bundles.Oci;

/// <summary>A namespace: a new one, or with <see cref="Path"/> one to join.</summary>
internal sealed record OciNamespace
{
    /// <summary>pid, network, mount, ipc, uts, user, cgroup or time.</summary>
    public string Type { get; init; } = "";

    public string? Path { get; init; }

    public static OciNamespace From(SpecNode node)
    {
        node.NotNull("type");
        return new()
        {
            Type = node.Text("type")!,
            Path = node.Text("path"),
        };
    }
}
