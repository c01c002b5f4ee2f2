using Containment.Containers;

namespace Containment.Backups;

/// <summary>How a container is made from a backup.</summary>
public sealed record RestoreBackupOptions
{
    /// <summary>The new container's name; null (the default) is the one that it had.</summary>
    public ContainerId? Name { get; init; }

    /// <summary>Only its files, though the backup has memory: it is made and not started. Default false.</summary>
    public bool FilesOnly { get; init; }

    /// <summary>
    /// What the volumes that come with it are called on this host, by what they were called. Null (the default): as they were, and where that name is taken,
    /// with the container's name and a hyphen before it.
    /// </summary>
    public Func<string, string>? VolumeName { get; init; }

    /// <summary>
    /// Changes what it is described as before it is made: networks that this host does not have, addresses that are taken. Gets the description as it was,
    /// with the new name; where processes are brought back, what they stand on must stay.
    /// </summary>
    public Func<ContainerSpec, ContainerSpec>? Describe { get; init; }

    /// <summary>Told how far it is.</summary>
    public IProgress<BackupProgress>? Progress { get; init; }
}
