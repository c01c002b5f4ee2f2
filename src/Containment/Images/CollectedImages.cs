namespace Containment.Images;

/// <summary>What a collection of garbage removed.</summary>
/// <param name="Layers">Unpacked layers.</param>
/// <param name="Blobs">Layers as they are stored and sent, manifests and configs.</param>
/// <param name="Packages">Packages that were kept for image builds.</param>
/// <param name="Bytes">What the blobs and packages had, in bytes. What unpacked layers took is not counted: that would take as long as removing them.</param>
public sealed record CollectedImages(int Layers, int Blobs, int Packages, long Bytes);
