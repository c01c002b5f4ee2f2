using System.Text.Json;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints.Storing;

/// <summary>A container's checkpoints on disk: <c>checkpoints/NAME/{manifest.json, images/, upper/}</c>. One is there when its directory has its name.</summary>
internal sealed class CheckpointStore(ContainerPaths paths)
{
    // No name of a checkpoint begins with a dot.
    private const string ManifestFileName = "manifest.json", Unfinished = ".new-";
    private readonly string _all = Path.Combine(paths.Directory, "checkpoints");

    public static string Images(string directory) => Path.Combine(directory, "images");

    public static string Upper(string directory) => Path.Combine(directory, "upper");

    public string DirectoryOf(string name) => Path.Combine(_all, name);

    /// <summary>Makes the directories of a new one, which nobody sees before <see cref="Publish"/>; what an interrupted try left is removed.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.AlreadyExists"/>.</exception>
    public string Begin(string name)
    {
        if (Directory.Exists(DirectoryOf(name))) throw new ContainmentException(FailureReason.AlreadyExists, name, $"container {paths.Id} has a checkpoint {name} already");
        Directory.CreateDirectory(_all, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var directory = Path.Combine(_all, Unfinished + name);
        Discard(directory);
        Directory.CreateDirectory(Images(directory));
        Directory.CreateDirectory(Upper(directory));
        return directory;
    }

    /// <summary>Writes the manifest, brings everything to the disk, and gives the directory its name.</summary>
    public void Publish(string directory, Manifest manifest)
    {
        File.WriteAllBytes(Path.Combine(directory, ManifestFileName), JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest));
        using (var opened = At.OpenDirectory(directory))
            KernelRefusal.Check(LibC.syncfs(opened.Number), "syncfs", directory);
        Directory.Move(directory, DirectoryOf(manifest.Name));
        DurableFile.Flush(_all);
    }

    /// <summary>Oldest first. One whose manifest can't be read is passed over; naming it says why.</summary>
    public IReadOnlyList<Manifest> List()
    {
        if (!Directory.Exists(_all)) return [];
        List<Manifest> all = [];
        foreach (var name in Directory.EnumerateDirectories(_all).Select(Path.GetFileName))
        {
            if (name is null || name.StartsWith('.')) continue;
            try
            {
                all.Add(Read(name));
            }
            catch (ContainmentException)
            {
                // Damaged, or just deleted.
            }
        }
        return [.. all.OrderBy(manifest => manifest.TakenAt)];
    }

    /// <exception cref="ContainmentException">NotFound, or Corrupt.</exception>
    public Manifest Read(string name)
    {
        var path = Path.Combine(DirectoryOf(name), ManifestFileName);
        if (!Directory.Exists(DirectoryOf(name))) throw NotFound(name);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ManifestJson.Default.Manifest);
            return manifest is { Version: Manifest.CurrentVersion } && manifest.Name == name ? manifest : throw Damaged(path, "is not a manifest of version 1");
        }
        catch (Exception wrong) when (wrong is JsonException or IOException)
        {
            throw Damaged(path, "can't be read", wrong);
        }
    }

    /// <summary>Reads everything again and compares it with the manifest.</summary>
    /// <exception cref="ContainmentException">Corrupt, naming what differs.</exception>
    public void Verify(Manifest manifest, CancellationToken cancellationToken)
    {
        var directory = DirectoryOf(manifest.Name);
        ImageDigests.Verify(Images(directory), manifest.Images, cancellationToken);
        if (LayerDigest.Of(Upper(directory), cancellationToken) != manifest.LayerDigest) throw Damaged(Upper(directory), "is not what it was when the checkpoint was taken");
    }

    /// <exception cref="ContainmentException">NotFound.</exception>
    public void Delete(string name)
    {
        if (!Directory.Exists(DirectoryOf(name))) throw NotFound(name);
        // No longer there at once, also when removing is interrupted.
        var gone = Path.Combine(_all, Unfinished + name);
        Discard(gone);
        Directory.Move(DirectoryOf(name), gone);
        Discard(gone);
    }

    public static void Discard(string directory)
    {
        if (!Directory.Exists(directory)) return;
        using var parent = At.OpenDirectory(Path.GetDirectoryName(directory)!);
        TreeRemoval.Remove(parent, Path.GetFileName(directory));
    }

    private ContainmentException NotFound(string name) => new(FailureReason.NotFound, name, $"container {paths.Id} has no checkpoint {name}");

    private static ContainmentException Damaged(string path, string what, Exception? inner = null) => new(FailureReason.Corrupt, path, $"{path} {what}", null, inner);
}
