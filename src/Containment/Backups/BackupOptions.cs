namespace Containment.Backups;

/// <summary>How a backup is taken.</summary>
public sealed record BackupOptions
{
    /// <summary>The processes' memory too, from the same freeze as the files. Needs CRIU, and refuses what a checkpoint refuses. Default false.</summary>
    public bool Memory { get; init; }

    /// <summary>Told several times a second how far it is.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
