namespace Containment.Bundles.Oci;

/// <summary>The size of the terminal in characters.</summary>
internal sealed record OciConsoleSize
{
    public uint Height { get; init; }
    public uint Width { get; init; }
}
