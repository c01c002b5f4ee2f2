namespace Containment.Images.Layers;

/// <summary>A tar archive to unpack, and what is known of it beforehand.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Name">What errors and progress call it.</param>
/// <param name="Stored">The digest of the file as it is.</param>
/// <param name="Plain">The digest of what it holds, uncompressed; null where nobody said.</param>
/// <param name="Size">The length of the file in bytes; null where nobody said.</param>
internal sealed record Archive(string Path, string Name, Digest Stored, Digest? Plain, long? Size);
