namespace Containment.Migration;

/// <summary>How what a move sends is compressed.</summary>
public enum MigrationCompression
{
    /// <summary>Where it pays: the link, the compressors and what they make of this container are measured as it goes, and packed is sent only where packing and sending what is left takes less time than sending all.</summary>
    Auto,
    /// <summary>Never.</summary>
    None,
    /// <summary>LZ4, wherever it makes a chunk smaller.</summary>
    Lz4,
    /// <summary>Zstandard (RFC 8878) at its fastest, wherever it makes a chunk smaller.</summary>
    Zstd,
}
