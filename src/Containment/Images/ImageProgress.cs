namespace Containment.Images;

/// <summary>How far the reading of an image is.</summary>
/// <param name="Subject">The layer's digest, or the archive's path.</param>
/// <param name="BytesRead">How much of it is read, in bytes as stored (compressed).</param>
/// <param name="BytesTotal">How much there is.</param>
public sealed record ImageProgress(string Subject, long BytesRead, long BytesTotal);
