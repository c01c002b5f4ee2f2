using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Backups.Taking;

/// <summary>
/// A directory in which a container stands as it was at one moment, for as long as it takes to send it away: STATE/backups/NAME/. It has the same
/// path each time, so that restic finds what it knows.
/// </summary>
internal sealed class BackupStage : IDisposable
{
    /// <summary>Its directory of volumes.</summary>
    public const string Volumes = "volumes";

    /// <summary>The directory of all of them.</summary>
    public const string Home = "backups";

    private readonly HeldDirectory _directory;

    private BackupStage(HeldDirectory directory) => _directory = directory;

    public string Path => _directory.Path;

    public string Upper => System.IO.Path.Combine(Path, "upper");

    public string Memory => System.IO.Path.Combine(Path, "memory");

    public string Note => System.IO.Path.Combine(Path, BackupNote.FileName);

    /// <summary>Waits while another is at work under the same name.</summary>
    public static async Task<BackupStage> MakeAsync(ContainerHostOptions options, string name, CancellationToken cancellation) =>
        new(await HeldDirectory.MakeAsync(System.IO.Path.Combine(options.StateDirectory, Home), name, options.TimeProvider, cancellation).ConfigureAwait(false));

    /// <summary>Empties the place of the container's own files.</summary>
    public void Begin(string like)
    {
        using var directory = At.OpenDirectory(Path);
        Begin(directory, "upper", like);
    }

    /// <summary>Where the files of a volume are.</summary>
    public string VolumeOf(string name) => System.IO.Path.Combine(Path, Volumes, name);

    /// <summary>Empties the place of a volume's files.</summary>
    public void BeginVolume(string name, string like)
    {
        using var directory = At.OpenDirectory(Directory.CreateDirectory(System.IO.Path.Combine(Path, Volumes)).FullName);
        Begin(directory, name, like);
    }

    /// <summary>An empty place for its processes' images.</summary>
    public string BeginMemory()
    {
        using var directory = At.OpenDirectory(Path);
        OwnTrees.Remove(directory, "memory");
        return Directory.CreateDirectory(Memory).FullName;
    }

    public void Dispose() => _directory.Dispose();

    private static void Begin(Descriptor directory, string name, string like)
    {
        OwnTrees.Remove(directory, name);
        LayerRoot.Make(directory, name, like);
    }
}
