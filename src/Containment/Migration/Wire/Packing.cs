namespace Containment.Migration.Wire;

/// <summary>How the content of a chunk is packed. The numbers go over the wire.</summary>
internal enum Packing : byte
{
    /// <summary>As it is.</summary>
    None = 0,
    /// <summary>One LZ4 block.</summary>
    Lz4 = 1,
    /// <summary>One Zstandard frame (RFC 8878).</summary>
    Zstd = 2,
}
