using Containment.Checkpoints.Storing;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>What tells later whether a layer is still what it was.</summary>
internal readonly record struct LayerSeal(string Digest, string? Content, long Bytes)
{
    /// <summary>Brings a layer that nobody writes to any more to the disk, and reads it.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="content">Whether contents are read too.</param>
    /// <param name="flush">Whether there are contents that may not be on the disk yet; names come there with the state that needs them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static LayerSeal Of(string layer, bool content, bool flush, CancellationToken cancellationToken)
    {
        if (flush) Flush(layer);
        var (digest, bytes) = LayerDigest.Of(layer, contents: false, cancellationToken);
        return new(digest, content ? LayerDigest.Of(layer, cancellationToken) : null, bytes);
    }

    /// <summary>Whether a layer is still as it was sealed.</summary>
    public static bool Holds(SealedLayer layer, string directory, CancellationToken cancellationToken) =>
        Directory.Exists(directory) && LayerDigest.Of(directory, contents: false, cancellationToken).Digest == layer.Seal
        && (layer.Content is null || LayerDigest.Of(directory, cancellationToken) == layer.Content);

    private static void Flush(string layer)
    {
        using var opened = At.OpenDirectory(layer);
        KernelRefusal.Check(LibC.syncfs(opened.Number), "syncfs", layer);
    }
}
