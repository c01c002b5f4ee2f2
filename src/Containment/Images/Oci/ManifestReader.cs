using Containment.Images.Layers;

namespace Containment.Images.Oci;

/// <summary>Reads an image whose manifest is known: the manifest, its config, and which archives its layers are.</summary>
internal sealed class ManifestReader(BlobStore blobs)
{
    /// <exception cref="ContainmentException">A document does not match its digest or its form (Corrupt).</exception>
    public LayoutImage Read(BlobDescriptor descriptor)
    {
        var manifest = blobs.Read(descriptor, "manifest", ImageJson.Default.ImageManifest);
        var config = blobs.Read(manifest.Config, "config", ImageJson.Default.ConfigFile);
        var (digest, _) = BlobStore.Check(manifest.Config, "config");
        return new(Layers(manifest, config, digest.ToString()), (config.Config ?? new()).ToConfig(), digest);
    }

    /// <summary>The layers by what the two documents say together, bottom layer first.</summary>
    public IReadOnlyList<Archive> Layers(ImageManifest manifest, ConfigFile config, string subject)
    {
        var plain = config.Rootfs?.DiffIds ?? [];
        if (manifest.Layers is not { Count: > 0 } layers) throw BlobStore.Bad("manifest", "it has no layers");
        if (layers.Count != plain.Count) throw BlobStore.Bad(subject, $"it has {plain.Count} diff_ids for {layers.Count} layers");
        return [.. layers.Select((layer, i) => Layer(layer, plain[i]))];
    }

    private Archive Layer(BlobDescriptor? layer, string? plain)
    {
        var (digest, size) = BlobStore.Check(layer, "layer");
        if (layer!.MediaType is { } type && !type.Contains(".tar", StringComparison.Ordinal))
            throw BlobStore.Bad(digest.ToString(), $"it is of the media type \"{type}\"; expected a tar archive");
        return Digest.TryParse(plain, out var content) ? new(blobs.PathOf(digest), digest.ToString(), digest, content, size)
            : throw BlobStore.Bad(digest.ToString(), $"its diff_id is \"{plain}\"; expected sha256: and 64 hexadecimal digits");
    }
}
