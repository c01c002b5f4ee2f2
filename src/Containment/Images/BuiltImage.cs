namespace Containment.Images;

/// <summary>An image that was made.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Layout">The OCI image layout directory that it is in; null where the host keeps it.</param>
/// <param name="Digest">Its manifest's digest, as <c>sha256:…</c>.</param>
/// <param name="Size">The length of its layer as stored, in bytes.</param>
/// <param name="UnpackedSize">The length of its layer as an archive, uncompressed, in bytes.</param>
/// <param name="Packages">What is installed, as <c>name=version</c>, by name.</param>
public sealed record BuiltImage(string Name, string? Layout, string Digest, long Size, long UnpackedSize, IReadOnlyList<string> Packages)
{
    /// <summary>The image as a container's root file system.</summary>
    public RootSource Root => Layout is null ? new RootSource.Image(Name) : new RootSource.OciLayout(Layout, Name);
}
