namespace Containment.Bundles.Oci;

/// <summary>On which CPUs an exec starts and goes on, as lists such as <c>0-3,7</c>.</summary>
internal sealed record OciCpuAffinity
{
    public string? Initial { get; init; }
    public string? Final { get; init; }

    public static OciCpuAffinity From(SpecNode node) => new()
    {
        Initial = node.Text("initial"),
        Final = node.Text("final"),
    };
}
