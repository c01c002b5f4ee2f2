using Containment.Images;
using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Images.Recipes;
using Containment.Images.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Containers.Life;

/// <summary>Collects what is left of images that nobody has a name for any more, as far as no container stands on it.</summary>
internal sealed class ImageCollection(ContainerRegistry registry)
{
    // A move or a restored backup brings a tree some time before there is a container on it.
    private static readonly TimeSpan Youth = TimeSpan.FromHours(1);

    public async Task<CollectedImages> RunAsync(CollectOptions options, CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var (catalog, layers) = (registry.Images.Catalog, registry.Images.Layers);
        using var alone = await catalog.ChangeAsync(cancellationToken).ConfigureAwait(false);
        var paths = await StoodOnAsync(cancellationToken).ConfigureAwait(false);
        var images = catalog.List();
        var named = images.SelectMany(image => image.Layers).ToHashSet();
        var blobs = images.SelectMany(Blobs).ToHashSet();
        try
        {
            var (removed, left) = (0, 0);
            foreach (var layer in layers.List().Where(layer => !named.Contains(layer.ToString()) && !paths.Contains(layers.PathOf(layer))))
            {
                cancellationToken.ThrowIfCancellationRequested();
                await layers.RemoveAsync(layer, cancellationToken).ConfigureAwait(false);
                removed++;
            }
            RemoveTrees(paths);
            long bytes = 0;
            foreach (var blob in catalog.Blobs.List().Where(blob => !blobs.Contains(blob.ToString())))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var file = new FileInfo(catalog.Blobs.PathOf(blob));
                bytes += file.Length;
                file.Delete();
                left++;
            }
            var (packages, size) = KeptPackages.RemoveUnused(KeptPackages.Of(registry.Host.Options), registry.Now - options.KeepPackages);
            return new(removed, left, packages, bytes + size);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    // Of containers that are being made the lock waits; of those that are there the state says it.
    private async Task<HashSet<string>> StoodOnAsync(CancellationToken cancellationToken)
    {
        HashSet<string> paths = [];
        foreach (var id in await registry.Store.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                paths.UnionWith((await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false)).Layers);
            }
            catch (ContainmentException gone) when (gone.Reason == FailureReason.NotFound)
            {
                // Deleted since it was listed.
            }
        }
        return paths;
    }

    private IEnumerable<string> Blobs(NamedImage image) => [image.Manifest.Digest!, image.Id, .. image.Blobs];

    private void RemoveTrees(HashSet<string> paths)
    {
        foreach (var part in (string[])["trees", "restored"])
        {
            var trees = Path.Combine(registry.Host.Options.StateDirectory, "images", part);
            if (!Directory.Exists(trees)) continue;
            using var home = At.OpenDirectory(trees);
            foreach (var tree in Directory.EnumerateDirectories(trees).Where(tree => !paths.Contains(tree) && registry.Now - Directory.GetCreationTimeUtc(tree) > Youth))
                OwnTrees.Remove(home, Path.GetFileName(tree));
        }
    }
}
