using Containment.Images.Oci;

namespace Containment.Images.Storing;

/// <summary>A name, and the image that it stands for.</summary>
internal sealed record NamedImage
{
    public required string Name { get; init; }
    public required BlobDescriptor Manifest { get; init; }
    /// <summary>The digest of the config.</summary>
    public required string Id { get; init; }
    /// <summary>The digests of the layers uncompressed: what they are unpacked by.</summary>
    public required IReadOnlyList<string> Layers { get; init; }
    /// <summary>The digests of the layers as they are stored.</summary>
    public required IReadOnlyList<string> Blobs { get; init; }
    public required long Bytes { get; init; }
    public required DateTimeOffset StoredAt { get; init; }

    public StoredImage ToStored() => new(Name, Manifest.Digest!, Id, Layers.Count, Bytes, StoredAt);
}
