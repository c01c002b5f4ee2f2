namespace Containment.Backups;

/// <summary>How a backup is taken.</summary>
public sealed record BackupOptions
{
    /// <summary>The processes' memory too, from the same freeze as the files. Needs CRIU, and refuses what a checkpoint refuses. Default false.</summary>
    public bool Memory { get; init; }

    /// <summary>
    /// Keeps the copy that is sent, so that the next backup copies and reads only what changed since. It takes the room of the container's own files, or none on btrfs and XFS, where
    /// copies share their content; it goes with the container, and is not kept where less than a tenth of the disk would be free, nor for an ordinary user. Default true.
    /// </summary>
    public bool KeepCopy { get; init; } = true;

    /// <summary>Told several times a second how far it is.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
