using System.Security.Cryptography;
using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Images.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Images;

/// <summary>Root file systems, read from where they come from and kept by digest under STATE/images.</summary>
internal sealed class ImageStore(ContainerHost host)
{
    /// <summary>How many layers of one image are worked on at once; of these some wait for their turn, and some for the disk.</summary>
    public const int LayersAtOnce = 16;

    /// <summary>The images that have names here.</summary>
    public ImageCatalog Catalog { get; } = new(host.Options);

    /// <summary>Layers that are unpacked.</summary>
    public LayerStore Layers { get; } = new(host.Options);

    /// <summary>Makes a source ready to be a lower layer. What is unpacked already is not unpacked again.</summary>
    /// <exception cref="InvalidSpecException">There is no such source, or it is nothing of its kind.</exception>
    /// <exception cref="ContainmentException">It does not match its digest, or is hostile (Corrupt); nothing is kept of it.</exception>
    /// <exception cref="KernelException">The disk is full, or the kernel refused something else.</exception>
    public Task<RootTree> ResolveAsync(RootSource source, IProgress<ImageProgress>? progress, CancellationToken cancellation) => source switch
    {
        RootSource.Directory directory => Task.FromResult(DirectorySource.Open(directory)),
        RootSource.Tarball tarball => TarballAsync(tarball, progress, cancellation),
        RootSource.OciLayout or RootSource.Image => ImageAsync(source, progress, cancellation),
        _ => throw new InvalidSpecException("root", source, "a directory, a tarball, an OCI layout or an image"),
    };

    private async Task<RootTree> TarballAsync(RootSource.Tarball source, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        Digest? wanted = null;
        if (source.Digest is not null)
            wanted = Digest.TryParse(source.Digest, out var given) ? given : throw new InvalidSpecException("root.digest", source.Digest, "sha256: and 64 lower-case hexadecimal digits");
        if (!Path.IsPathFullyQualified(source.Path)) throw new InvalidSpecException("root.path", source.Path, "an absolute path");
        using var file = RegularFile.Open(source.Path) ?? throw new InvalidSpecException("root.path", source.Path, "a tar archive that exists");
        var digest = wanted is { } known && Layers.Has(known) ? known
            : new Digest(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)));
        if (wanted is { } right && digest != right) throw new ContainmentException(FailureReason.Corrupt, source.Path, $"{source.Path} has the digest {digest} where {right} was given");
        var archive = new Archive(source.Path, source.Path, digest, null, null);
        return new([await UnpackAsync(digest, archive, progress, cancellation).ConfigureAwait(false)], digest.ToString());
    }

    private async Task<RootTree> ImageAsync(RootSource source, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var image = await Task.Run(() => Read(source), cancellation).ConfigureAwait(false);
        return await UnpackAsync(image!, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>What an image says about how to run it; null for what is no image.</summary>
    public Task<ImageConfig?> ConfigAsync(RootSource source, CancellationToken cancellation) => Task.Run(() => Read(source)?.Config, cancellation);

    // Null for what is no image.
    private LayoutImage? Read(RootSource source) => source switch
    {
        RootSource.OciLayout layout when !Path.IsPathFullyQualified(layout.Path) => throw new InvalidSpecException("root.path", layout.Path, "an absolute path"),
        RootSource.OciLayout layout => new LayoutReader(layout.Path, layout.Reference).Read(),
        RootSource.Image image => new ManifestReader(Catalog.Blobs).Read(Catalog.Get(ImageName.Parse(image.Name, "root.name")).Manifest),
        _ => null,
    };

    /// <summary>Unpacks the layers of an image that are not unpacked yet.</summary>
    public async Task<RootTree> UnpackAsync(LayoutImage image, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var directories = new string[image.Layers.Count];
        // The largest first: what begins last should be short.
        await Parallel.ForEachAsync(Enumerable.Range(0, directories.Length).OrderByDescending(i => image.Layers[i].Size), new ParallelOptions { MaxDegreeOfParallelism = LayersAtOnce, CancellationToken = cancellation }, async (i, stop) =>
            directories[i] = await UnpackAsync(image.Layers[i], progress, stop).ConfigureAwait(false)).ConfigureAwait(false);
        return new(Visible(directories), image.Digest.ToString()) { Config = image.Config };
    }

    /// <summary>Unpacks a layer of an image unless it is unpacked already; its directory.</summary>
    public async Task<string> UnpackAsync(Archive layer, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            return await UnpackAsync(layer.Plain!.Value, layer, progress, cancellation).ConfigureAwait(false);
        }
        catch (ContainmentException damaged) when (damaged.Reason == FailureReason.Corrupt && layer.Path == Catalog.Blobs.PathOf(layer.Stored))
        {
            // A blob of the store: without it the next pull brings it again.
            File.Delete(layer.Path);
            throw;
        }
    }

    private Task<string> UnpackAsync(Digest key, Archive archive, IProgress<ImageProgress>? progress, CancellationToken cancellation) =>
        Layers.GetAsync(key, target => new LayerUnpacker(archive, host.Options.UnpackLimits, progress, cancellation).Unpack(target), cancellation);

    /// <summary>Unpacks what is not yet unpacked of an image whose blobs are all here, and gives it a name.</summary>
    public async Task<StoredImage> KeepAsync(string name, BlobDescriptor manifest, IProgress<ImageProgress>? progress, CancellationToken cancellation)
    {
        var image = new ManifestReader(Catalog.Blobs).Read(manifest);
        await UnpackAsync(image, progress, cancellation).ConfigureAwait(false);
        var named = new NamedImage
        {
            Name = name, Manifest = new() { MediaType = manifest.MediaType, Digest = manifest.Digest, Size = manifest.Size }, Id = image.Digest.ToString(),
            Layers = [.. image.Layers.Select(layer => layer.Plain!.Value.ToString())], Blobs = [.. image.Layers.Select(layer => layer.Stored.ToString())],
            Bytes = image.Layers.Sum(layer => layer.Size ?? 0), StoredAt = host.Options.TimeProvider.GetUtcNow(),
        };
        await Catalog.NameAsync(named, cancellation).ConfigureAwait(false);
        return named.ToStored();
    }

    // Top layer first. The overlay always merges roots, so below one that a whiteout made opaque nothing is stacked; the same layer twice would be refused.
    private static List<string> Visible(IReadOnlyList<string> bottomFirst)
    {
        List<string> layers = [];
        foreach (var layer in bottomFirst.Reverse())
        {
            if (!layers.Contains(layer)) layers.Add(layer);
            using var root = At.OpenDirectory(layer);
            if (ExtendedAttributes.Get(root, "", ExtendedAttributes.OverlayOpaque) is [(byte)'y']) break;
        }
        return layers;
    }
}
