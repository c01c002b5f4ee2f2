namespace Containment.Images;

/// <summary>How far work on an image is.</summary>
/// <param name="Subject">What is worked on: a layer's digest, an archive's path, an image's name.</param>
/// <param name="BytesRead">How much of it is done, in bytes as stored (compressed).</param>
/// <param name="BytesTotal">How much there is; zero while that is not known.</param>
public sealed record ImageProgress(string Subject, long BytesRead, long BytesTotal)
{
    /// <summary>What is done with it.</summary>
    public ImageWork Work { get; init; }
}
