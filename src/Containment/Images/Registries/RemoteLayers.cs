using Containment.Images.Layers;
using Containment.Images.Oci;

namespace Containment.Images.Registries;

/// <summary>Asks a registry which layers an image for this machine has, before any of them is here.</summary>
internal sealed class RemoteLayers(BlobStore blobs, RegistryAccess access)
{
    private const int DeepestIndex = 4;

    /// <summary>Bottom layer first. What it says is only used to begin sooner: all is checked again when the image is here.</summary>
    public async Task<IReadOnlyList<Archive>> AskAsync(TransportName source, CancellationToken cancellation)
    {
        var name = source.Name!;
        var config = Skopeo.RunAsync(SkopeoArguments.Config(source.Text, access), $"{name}", null, cancellation);
        var manifest = ManifestAsync(source, 0, cancellation);
        await Task.WhenAll(config, manifest).ConfigureAwait(false);
        return new ManifestReader(blobs).Layers(await manifest.ConfigureAwait(false), BlobStore.Parse(await config.ConfigureAwait(false), $"{name}", ImageJson.Default.ConfigFile), $"{name}");
    }

    private async Task<ImageManifest> ManifestAsync(TransportName source, int depth, CancellationToken cancellation)
    {
        var text = await Skopeo.RunAsync(SkopeoArguments.Manifest(source.Text, access), $"{source.Name}", null, cancellation).ConfigureAwait(false);
        var index = BlobStore.Parse(text, $"{source.Name}", ImageJson.Default.ImageIndex);
        if (index.Manifests is not { Count: > 0 } manifests || depth > DeepestIndex) return BlobStore.Parse(text, $"{source.Name}", ImageJson.Default.ImageManifest);
        var one = PlatformChoice.Among([.. manifests.OfType<BlobDescriptor>()], $"{source.Name}");
        return await ManifestAsync(TransportName.Parse((source.Name! with { Tag = null, Digest = one.Digest }).InFull, "source"), depth + 1, cancellation).ConfigureAwait(false);
    }
}
