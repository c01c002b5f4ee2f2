namespace Containment.Images;

/// <summary>What a collection of garbage removed.</summary>
/// <param name="Layers">Unpacked layers.</param>
/// <param name="Blobs">Layers as they are stored and sent, manifests and configs.</param>
/// <param name="Bytes">What the blobs had, in bytes. What unpacked layers took is not counted: that would take as long as removing them.</param>
public sealed record CollectedImages(int Layers, int Blobs, long Bytes);
