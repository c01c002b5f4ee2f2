namespace Containment.Images;

/// <summary>A root file system on disk, ready to be a lower layer: its directories, top layer first, and its digest where it has one.</summary>
internal sealed record RootTree(IReadOnlyList<string> Layers, string? Digest)
{
    /// <summary>What the image says about how to run it; null where the source has no such thing.</summary>
    public ImageConfig? Config { get; init; }
}
