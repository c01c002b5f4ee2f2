using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Containment.Images.Layers;
using Containment.Images.Oci;
using Containment.Linux.Descriptors;

namespace Containment.Images.Storing;

/// <summary>
/// The names of the images that a host keeps: STATE/images/names/, a file for each, called by the digest of the name. A name is given when all of
/// its image is on disk. A lock on STATE is held by all who use images, and alone by who removes what nobody uses.
/// </summary>
internal sealed class ImageCatalog(ContainerHostOptions options)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly string _home = Path.Combine(options.StateDirectory, "images");

    public BlobStore Blobs { get; } = new(Path.Combine(options.StateDirectory, "images"));

    /// <summary>A directory for what is not yet an image.</summary>
    public string Workshop => Path.Combine(_home, "pulls");

    /// <summary>Keeps everything where it is as long as it is held.</summary>
    public Task<SharedLock> UseAsync(CancellationToken cancellation) => LockAsync(alone: false, cancellation);

    /// <summary>Waits until nobody uses anything, and keeps others from it.</summary>
    public Task<SharedLock> ChangeAsync(CancellationToken cancellation) => LockAsync(alone: true, cancellation);

    /// <exception cref="ContainmentException"><see cref="FailureReason.NotFound"/>, with what to do.</exception>
    public NamedImage Get(ImageName name) => Find(name) ?? throw new ContainmentException(FailureReason.NotFound, name.ToString(), $"there is no image {name} on this host; pull or build it (containment image pull {name})");

    public NamedImage? Find(ImageName name)
    {
        if (Read(PathOf(name)) is { } found) return found;
        // By its digest one is found under its tag too.
        return name.Digest is { } digest && Read(PathOf(name with { Digest = null, Tag = name.Tag ?? "latest" })) is { } tagged && tagged.Manifest.Digest == digest ? tagged : null;
    }

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<NamedImage> List() => !Directory.Exists(Names) ? [] :
        [.. Directory.EnumerateFiles(Names, "*.json").Select(Read).OfType<NamedImage>().OrderBy(image => image.Name, StringComparer.Ordinal)];

    /// <summary>Gives a name to an image; it is taken from the one that had it.</summary>
    public async Task NameAsync(NamedImage image, CancellationToken cancellation)
    {
        var path = PathOf(ImageName.Parse(image.Name));
        Directory.CreateDirectory(Names, Private);
        using var held = await FileLock.TakeAsync(path + ".lock", options.TimeProvider, cancellation).ConfigureAwait(false);
        // Blobs are not flushed by who wrote them.
        using (var directory = At.OpenDirectory(_home)) KernelRefusal.Check(LibC.syncfs(directory.Number), "syncfs", _home);
        DurableFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(image, ImageJson.Default.NamedImage));
    }

    /// <summary>Takes a name away. What it stood for stays until it is collected.</summary>
    public async Task ForgetAsync(ImageName name, CancellationToken cancellation)
    {
        var path = PathOf(ImageName.Parse(Get(name).Name));
        using var held = await FileLock.TakeAsync(path + ".lock", options.TimeProvider, cancellation).ConfigureAwait(false);
        File.Delete(path);
        DurableFile.Flush(Names);
    }

    private string Names => Path.Combine(_home, "names");

    private string PathOf(ImageName name) => Path.Combine(Names, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToString()))) + ".json");

    private static NamedImage? Read(string path)
    {
        try
        {
            return BlobStore.Parse(File.ReadAllBytes(path), path, ImageJson.Default.NamedImage);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<SharedLock> LockAsync(bool alone, CancellationToken cancellation)
    {
        try
        {
            return await SharedLock.TakeAsync(options.StateDirectory, alone, options.TimeProvider, cancellation).ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }
}
