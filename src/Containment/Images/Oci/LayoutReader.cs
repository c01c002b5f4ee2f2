using System.Runtime.InteropServices;
using Containment.Images.Layers;

namespace Containment.Images.Oci;

/// <summary>Finds an image in an OCI layout: index, manifest for this machine, config, layers.</summary>
internal sealed class LayoutReader(string layout, string? reference)
{
    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const int DeepestIndex = 4;
    private readonly BlobStore _blobs = new(layout);

    /// <exception cref="InvalidSpecException">It is no layout, or has no such reference.</exception>
    /// <exception cref="ContainmentException">A document does not match its digest or its form (Corrupt), or none is for this machine (Unsupported).</exception>
    public LayoutImage Read()
    {
        if (!File.Exists(Path.Combine(layout, "index.json"))) throw new InvalidSpecException("root.path", layout, "an OCI image layout, which has a file index.json");
        var manifest = _blobs.Read(Chosen(_blobs.ReadFile("index.json", ImageJson.Default.ImageIndex)), "manifest", ImageJson.Default.ImageManifest);
        var config = _blobs.Read(manifest.Config, "config", ImageJson.Default.ConfigFile);
        var (configDigest, _) = BlobStore.Check(manifest.Config, "config");
        var plain = config.Rootfs?.DiffIds ?? [];
        if (manifest.Layers is not { Count: > 0 } layers) throw BlobStore.Bad("manifest", "it has no layers");
        if (layers.Count != plain.Count) throw BlobStore.Bad(configDigest.ToString(), $"it has {plain.Count} diff_ids for {layers.Count} layers");
        return new([.. layers.Select((layer, i) => Layer(layer, plain[i]))], (config.Config ?? new()).ToConfig(), configDigest);
    }

    private Archive Layer(BlobDescriptor? layer, string? plain)
    {
        var (digest, size) = BlobStore.Check(layer, "layer");
        if (layer!.MediaType is { } type && !type.Contains(".tar", StringComparison.Ordinal))
            throw BlobStore.Bad(digest.ToString(), $"it is of the media type \"{type}\"; expected a tar archive");
        return Digest.TryParse(plain, out var content) ? new(_blobs.PathOf(digest), digest.ToString(), digest, content, size)
            : throw BlobStore.Bad(digest.ToString(), $"its diff_id is \"{plain}\"; expected sha256: and 64 hexadecimal digits");
    }

    private BlobDescriptor Chosen(ImageIndex index)
    {
        var all = Present(index);
        var named = reference is null ? all : [.. all.Where(manifest => manifest.Annotations?.GetValueOrDefault(ReferenceName) == reference)];
        var references = string.Join(", ", all.Select(manifest => manifest.Annotations?.GetValueOrDefault(ReferenceName)).OfType<string>().Distinct());
        if (named.Count == 0) throw new InvalidSpecException("root.reference", reference, references.Length > 0 ? $"one of {references}" : "nothing, as this layout names no references");
        if (reference is null && all.Select(manifest => manifest.Annotations?.GetValueOrDefault(ReferenceName)).Distinct().Count() > 1)
            throw new InvalidSpecException("root.reference", null, $"one of {references}");
        return ForThisMachine(named, 0);
    }

    private BlobDescriptor ForThisMachine(IReadOnlyList<BlobDescriptor> manifests, int depth)
    {
        if (depth > DeepestIndex) throw BlobStore.Bad("index.json", "its indexes are nested too deeply");
        foreach (var manifest in manifests.Where(manifest => manifest.Platform is null || Fits(manifest.Platform)))
        {
            var isIndex = manifest.MediaType is { } type && (type.EndsWith(".image.index.v1+json", StringComparison.Ordinal) || type.EndsWith(".manifest.list.v2+json", StringComparison.Ordinal));
            return isIndex ? ForThisMachine(Present(_blobs.Read(manifest, "index", ImageJson.Default.ImageIndex)), depth + 1) : manifest;
        }
        var others = string.Join(", ", manifests.Select(manifest => $"{manifest.Platform?.Os}/{manifest.Platform?.Architecture}"));
        throw new ContainmentException(FailureReason.Unsupported, layout, $"{layout} has no image for linux/{Architecture}, only for {(others.Length > 0 ? others : "nothing")}");
    }

    private static List<BlobDescriptor> Present(ImageIndex index) => [.. (index.Manifests ?? []).OfType<BlobDescriptor>()];

    private static bool Fits(BlobPlatform platform) => platform.Os is "linux" && platform.Architecture == Architecture;

    // Go's names of architectures.
    private static string Architecture => RuntimeInformation.OSArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64";
}
