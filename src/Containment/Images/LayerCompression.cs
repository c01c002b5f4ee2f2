namespace Containment.Images;

/// <summary>How the layers of an image are compressed (image-spec, layer.md).</summary>
public enum LayerCompression
{
    /// <summary>zstd (RFC 8878): smaller and quicker to unpack; read by everything of 2021 and later.</summary>
    Zstd,
    /// <summary>gzip (RFC 1952): read by everything.</summary>
    Gzip,
}
