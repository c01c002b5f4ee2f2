using System.Security.Cryptography;
using System.Text.Json;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Histories.Memory;

/// <summary>The memory of a container's snapshots: <c>snapshots/NAME/{memory.json, images/}</c>. It is there when the container's state names it.</summary>
internal sealed class MemoryStore(ContainerPaths paths)
{
    private const string Description = "memory.json", Verified = "verified.json";
    private readonly string _all = Path.Combine(paths.Directory, "snapshots");

    public string Images(string name) => Path.Combine(_all, name, "images");

    /// <summary>Makes an empty directory for images.</summary>
    public string Begin(string name)
    {
        Directory.CreateDirectory(_all, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Remove(name);
        return Directory.CreateDirectory(Images(name)).FullName;
    }

    /// <summary>Describes the images that were written, and brings all to the disk.</summary>
    /// <returns>The description's digest, and the bytes of the images.</returns>
    public (string Digest, long Bytes) Complete(string name, ImageFacts facts)
    {
        var saved = new SavedMemory(facts, ImageDigests.Of(Images(name)));
        var json = JsonSerializer.SerializeToUtf8Bytes(saved, MemoryJson.Default.SavedMemory);
        var directory = Path.Combine(_all, name);
        File.WriteAllBytes(Path.Combine(directory, Description), json);
        using (var opened = At.OpenDirectory(directory)) KernelRefusal.Check(LibC.syncfs(opened.Number), "syncfs", directory);
        // Nobody else knows of them yet.
        Write(name, ImageStamps.Of(Images(name), saved.Images));
        return (Convert.ToHexStringLower(SHA256.HashData(json)), saved.Images.Sum(image => image.Size));
    }

    /// <summary>Compares images with their digests, unless that was done since anybody wrote to them.</summary>
    /// <param name="name">The snapshot.</param>
    /// <param name="saved">Its description.</param>
    /// <param name="anyway">Reads all of them, whatever was done.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How they were found.</returns>
    /// <exception cref="ContainmentException">Corrupt, naming what differs.</exception>
    public ImageStamps? Verify(string name, SavedMemory saved, bool anyway, CancellationToken cancellationToken)
    {
        var found = ImageStamps.Of(Images(name), saved.Images);
        if (!anyway && found is not null && found.Same(Stamps(name))) return found;
        ImageDigests.Verify(Images(name), saved.Images, cancellationToken);
        Write(name, found);
        return found;
    }

    /// <summary>After images that were verified had other names for a while, under the container's lock: that is no reason to read them again.</summary>
    public void Renew(string name, SavedMemory saved, ImageStamps? verified)
    {
        var found = ImageStamps.Of(Images(name), saved.Images);
        Write(name, verified?.SameButForNames(found) == true ? found : null);
    }

    /// <summary>Reads the description, and compares its digest.</summary>
    /// <exception cref="ContainmentException">Corrupt.</exception>
    public SavedMemory Read(string name, string digest)
    {
        var path = Path.Combine(_all, name, Description);
        var json = File.Exists(path) ? File.ReadAllBytes(path) : [];
        if (Convert.ToHexStringLower(SHA256.HashData(json)) != digest || JsonSerializer.Deserialize(json, MemoryJson.Default.SavedMemory) is not { } saved)
            throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is not what it was when the snapshot was taken");
        return saved;
    }

    /// <summary>Removes what no snapshot names.</summary>
    public void Sweep(OwnLayers own)
    {
        if (!Directory.Exists(_all)) return;
        foreach (var name in Directory.EnumerateDirectories(_all).Select(path => Path.GetFileName(path)))
            if (own.Find(name) is not { Memory: not null }) Remove(name);
    }

    public void Remove(string name)
    {
        try
        {
            CheckpointStore.Discard(Path.Combine(_all, name));
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private ImageStamps? Stamps(string name)
    {
        var path = Path.Combine(_all, name, Verified);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), MemoryJson.Default.ImageStamps) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Removed and made anew: ext4 flushes a file that is cut off. Without it, or with half of it, all is read again.
    private void Write(string name, ImageStamps? stamps)
    {
        var path = Path.Combine(_all, name, Verified);
        File.Delete(path);
        if (stamps is not null) File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(stamps, MemoryJson.Default.ImageStamps));
    }
}
