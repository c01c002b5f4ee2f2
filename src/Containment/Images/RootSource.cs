namespace Containment.Images;

/// <summary>Where a root file system comes from. It is only read; a container writes to its own layer above.</summary>
public abstract record RootSource
{
    private protected RootSource() { }

    /// <summary>A directory that holds a root file system.</summary>
    /// <param name="Path">Absolute.</param>
    public sealed record Directory(string Path) : RootSource;

    /// <summary>A tar archive (plain, gzip or zstd), unpacked once and kept under its digest.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Digest">What it must be, as <c>sha256:…</c>; null takes it as it is.</param>
    public sealed record Tarball(string Path, string? Digest = null) : RootSource;

    /// <summary>An OCI image layout directory (image-spec, image-layout.md); every blob is checked against its digest.</summary>
    /// <param name="Path">Absolute.</param>
    /// <param name="Reference">The org.opencontainers.image.ref.name to take; null where there is only one.</param>
    public sealed record OciLayout(string Path, string? Reference = null) : RootSource;

    /// <summary>An image that the host keeps: it was pulled or built before.</summary>
    /// <param name="Name">As <c>debian:12</c>; without a tag it is <c>latest</c>.</param>
    public sealed record Image(string Name) : RootSource
    {
        /// <summary>Whether the name says which registry it comes from, as <c>registry.example/team/app:1</c> does and <c>debian:12</c> does not.</summary>
        public bool NamesRegistry() => ImageName.NamesRegistry(Name);
    }
}
