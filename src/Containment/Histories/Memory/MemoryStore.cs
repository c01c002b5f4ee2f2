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
    private const string Description = "memory.json";
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
        return (Convert.ToHexStringLower(SHA256.HashData(json)), saved.Images.Sum(image => image.Size));
    }

    /// <summary>Reads all of it and compares digests.</summary>
    /// <exception cref="ContainmentException">Corrupt, naming what differs.</exception>
    public SavedMemory Verify(string name, string digest, CancellationToken cancellationToken)
    {
        var saved = Read(name, digest);
        VerifyImages(name, saved, cancellationToken);
        return saved;
    }

    /// <summary>Reads the images and compares their digests.</summary>
    /// <exception cref="ContainmentException">Corrupt, naming what differs.</exception>
    public void VerifyImages(string name, SavedMemory saved, CancellationToken cancellationToken) => ImageDigests.Verify(Images(name), saved.Images, cancellationToken);

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
}
