using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Images.Storing;

namespace Containment.Images.Registries;

/// <summary>Takes an image from a registry or another place into the store. Its layers are unpacked while the rest arrives.</summary>
internal sealed class Pulling(ImageStore store)
{
    private readonly ImageCatalog _catalog = store.Catalog;

    public async Task<StoredImage> RunAsync(TransportName source, PullOptions options, CancellationToken cancellation)
    {
        var name = source.NameOr(options.Name);
        using var used = await _catalog.UseAsync(cancellation).ConfigureAwait(false);
        if (options.OnlyMissing && _catalog.Find(ImageName.Parse(name)) is { } there) return there.ToStored();
        using var place = HeldDirectory.Make(_catalog.Workshop);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Directory.CreateDirectory(_catalog.Blobs.Directory);
        var copying = Skopeo.RunAsync(SkopeoArguments.Pull(source.Text, place.Path, _catalog.Blobs.Directory, options.Access), name, null, stop.Token);
        try
        {
            if (source.IsRemote) await UnpackAsTheyComeAsync(source, place, copying, options, stop).ConfigureAwait(false);
            await copying.ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)copying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // What the copying says is nearer to the cause than what it interrupted.
            if (copying.IsFaulted && !cancellation.IsCancellationRequested) await copying.ConfigureAwait(false);
            throw;
        }
        return await store.KeepAsync(name, new LayoutReader(place.Path, null, _catalog.Blobs).Manifest(), options.Progress, cancellation).ConfigureAwait(false);
    }

    private async Task UnpackAsTheyComeAsync(TransportName source, HeldDirectory place, Task copying, PullOptions options, CancellationTokenSource stop)
    {
        var cancellation = stop.Token;
        IReadOnlyList<Archive> layers;
        try
        {
            layers = await new RemoteLayers(_catalog.Blobs, options.Access).AskAsync(source, cancellation).ConfigureAwait(false);
        }
        catch (ContainmentException)
        {
            // An old form of manifest, say. Then all is unpacked when all is here; what the copying has to say is better said by itself.
            return;
        }
        var watch = new ArrivalWatch(layers, place.Path, $"{source.Name}", options.Progress);
        var watching = watch.RunAsync(copying, cancellation);
        try
        {
            await Parallel.ForEachAsync(watch.ArrivedAsync(cancellation), new ParallelOptions { MaxDegreeOfParallelism = ImageStore.LayersAtOnce, CancellationToken = cancellation },
                async (layer, token) => await store.UnpackAsync(layer, options.Progress, token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
        await watching.ConfigureAwait(false);
    }
}
