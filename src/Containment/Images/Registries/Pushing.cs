using System.Text.Json;
using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Images.Storing;

namespace Containment.Images.Registries;

/// <summary>Sends an image of the store to a registry, or into a file or directory.</summary>
internal sealed class Pushing(ImageStore store)
{
    private const string ReferenceName = "org.opencontainers.image.ref.name", InLayout = "image";
    private readonly ImageCatalog _catalog = store.Catalog;

    public async Task RunAsync(ImageName name, TransportName destination, PushOptions options, CancellationToken cancellation)
    {
        using var used = await _catalog.UseAsync(cancellation).ConfigureAwait(false);
        var named = _catalog.Get(name);
        var image = new ManifestReader(_catalog.Blobs).Read(named.Manifest);
        foreach (var layer in image.Layers) await BlobCheck.RunAsync(layer, cancellation).ConfigureAwait(false);
        using var place = HeldDirectory.Make(_catalog.Workshop);
        await File.WriteAllTextAsync(Path.Combine(place.Path, "oci-layout"), """{"imageLayoutVersion":"1.0.0"}""", cancellation).ConfigureAwait(false);
        var index = new ImageIndex { SchemaVersion = 2, Manifests = [named.Manifest with { Annotations = new Dictionary<string, string> { [ReferenceName] = InLayout } }] };
        await File.WriteAllBytesAsync(Path.Combine(place.Path, "index.json"), JsonSerializer.SerializeToUtf8Bytes(index, ImageJson.Default.ImageIndex), cancellation).ConfigureAwait(false);
        var lines = new PushLines(named, image, options.Progress);
        await Skopeo.RunAsync(SkopeoArguments.Push(place.Path, _catalog.Blobs.Directory, destination.Text, options.Access), $"{destination.Name?.ToString() ?? destination.Text}", lines.Read, cancellation).ConfigureAwait(false);
        lines.Complete();
    }
}
