using Containment.Images.Layers;

namespace Containment.Images.Recipes;

/// <summary>A layer in a file.</summary>
/// <param name="Compression">How it is compressed.</param>
/// <param name="Stored">The digest of the file.</param>
/// <param name="Size">The length of the file in bytes.</param>
/// <param name="Plain">The digest of the archive in it.</param>
/// <param name="PlainSize">The length of the archive in bytes.</param>
internal sealed record PackedLayer(LayerCompression Compression, Digest Stored, long Size, Digest Plain, long PlainSize)
{
    public string MediaType => $"application/vnd.oci.image.layer.v1.tar+{(Compression == LayerCompression.Gzip ? "gzip" : "zstd")}";
}
