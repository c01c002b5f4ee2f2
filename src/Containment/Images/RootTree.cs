namespace Containment.Images;

/// <summary>A root file system on disk, ready to be a lower layer: its directories, top layer first, and its digest where it has one.</summary>
internal sealed record RootTree(IReadOnlyList<string> Layers, string? Digest);
