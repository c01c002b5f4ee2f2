using Containment.Images.Layers;

namespace Containment.Images.Oci;

/// <summary>An image in a layout.</summary>
/// <param name="Layers">Bottom layer first.</param>
/// <param name="Config">How to run it.</param>
/// <param name="Digest">Of its config, which names all of its content.</param>
internal sealed record LayoutImage(IReadOnlyList<Archive> Layers, ImageConfig Config, Digest Digest);
