namespace Containment.Images.Oci;

/// <summary>Finds an image in an OCI layout: index, manifest for this machine, config, layers.</summary>
/// <param name="layout">The directory with index.json.</param>
/// <param name="reference">Which image; null where there is only one.</param>
/// <param name="shared">The blobs, where they are not in the layout.</param>
internal sealed class LayoutReader(string layout, string? reference, BlobStore? shared = null)
{
    private const string ReferenceName = "org.opencontainers.image.ref.name";
    private const int DeepestIndex = 4;
    private readonly BlobStore _blobs = shared ?? new(layout);

    /// <exception cref="InvalidSpecException">It is no layout, or has no such reference.</exception>
    /// <exception cref="ContainmentException">A document does not match its digest or its form (Corrupt), or none is for this machine (Unsupported).</exception>
    public LayoutImage Read() => new ManifestReader(_blobs).Read(Manifest());

    /// <summary>The descriptor of its manifest.</summary>
    public BlobDescriptor Manifest()
    {
        if (!File.Exists(Path.Combine(layout, "index.json"))) throw new InvalidSpecException("root.path", layout, "an OCI image layout, which has a file index.json");
        var all = Present(BlobStore.ReadFile(layout, "index.json", ImageJson.Default.ImageIndex));
        var named = reference is null ? all : [.. all.Where(manifest => NameOf(manifest) == reference)];
        var references = string.Join(", ", all.Select(NameOf).OfType<string>().Distinct());
        if (named.Count == 0) throw new InvalidSpecException("root.reference", reference, references.Length > 0 ? $"one of {references}" : "nothing, as this layout names no references");
        if (reference is null && all.Select(NameOf).Distinct().Count() > 1) throw new InvalidSpecException("root.reference", null, $"one of {references}");
        return ForThisMachine(named, 0);
    }

    private BlobDescriptor ForThisMachine(IReadOnlyList<BlobDescriptor> manifests, int depth)
    {
        if (depth > DeepestIndex) throw BlobStore.Bad("index.json", "its indexes are nested too deeply");
        var fitting = PlatformChoice.Among(manifests, layout);
        return PlatformChoice.IsIndex(fitting.MediaType) ? ForThisMachine(Present(_blobs.Read(fitting, "index", ImageJson.Default.ImageIndex)), depth + 1) : fitting;
    }

    private static string? NameOf(BlobDescriptor manifest) => manifest.Annotations?.GetValueOrDefault(ReferenceName);

    private static List<BlobDescriptor> Present(ImageIndex index) => [.. (index.Manifests ?? []).OfType<BlobDescriptor>()];
}
