using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Linux.Descriptors;

namespace Containment.Images.Storing;

/// <summary>Takes an image out of an OCI layout directory into the store, without anybody's help.</summary>
internal sealed class Adoption(ImageStore store)
{
    public async Task<StoredImage> RunAsync(string layout, string? reference, string name, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        using var used = await store.Catalog.UseAsync(cancellation).ConfigureAwait(false);
        var manifest = new LayoutReader(layout, reference).Manifest();
        var there = new BlobStore(layout);
        var image = new ManifestReader(there).Read(manifest);
        try
        {
            await Task.Run(() =>
            {
                foreach (var digest in (IEnumerable<Digest>)[BlobStore.Check(manifest, "manifest").Digest, image.Digest, .. image.Layers.Select(layer => layer.Stored)]) Copy(there, digest, cancellation);
            }, cancellation).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        // What was copied is compared with its digest as it is unpacked.
        return await store.KeepAsync(name, manifest, progress, cancellation).ConfigureAwait(false);
    }

    private void Copy(BlobStore there, Digest digest, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var path = store.Catalog.Blobs.PathOf(digest);
        if (File.Exists(path)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = $"{path}.{Guid.NewGuid():N}.partial";
        try
        {
            File.Copy(there.PathOf(digest), partial);
            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }
}
