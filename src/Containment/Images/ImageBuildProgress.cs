namespace Containment.Images;

/// <summary>How far the making of an image is.</summary>
/// <param name="Step">What is being done, in words.</param>
/// <param name="Detail">On what, such as a package; null where there is no more to say.</param>
/// <param name="BytesPacked">How much of the image is packed, in bytes, uncompressed; 0 before that begins.</param>
public sealed record ImageBuildProgress(string Step, string? Detail, long BytesPacked);
