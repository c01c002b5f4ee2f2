namespace Containment.Containers;

/// <summary>What can happen to a container.</summary>
public enum ContainerEventKind
{
    /// <summary>It was made.</summary>
    Created,
    /// <summary>Its first process runs.</summary>
    Started,
    /// <summary>Its first process ended.</summary>
    Exited,
    /// <summary>Its processes were frozen.</summary>
    Paused,
    /// <summary>Its processes go on.</summary>
    Resumed,
    /// <summary>A signal was sent to it.</summary>
    Signalled,
    /// <summary>A process was started in it.</summary>
    Executed,
    /// <summary>What it may use was changed.</summary>
    LimitsChanged,
    /// <summary>It was removed.</summary>
    Deleted,
    /// <summary>A checkpoint of it was written.</summary>
    Checkpointed,
    /// <summary>It was restored from a checkpoint.</summary>
    Restored,
    /// <summary>A snapshot of it was taken.</summary>
    SnapshotTaken,
    /// <summary>It was made what it was at a snapshot.</summary>
    RolledBack,
    /// <summary>A snapshot of it was removed.</summary>
    SnapshotDeleted,
    /// <summary>It began to move to another host.</summary>
    MigrationStarted,
    /// <summary>It runs on another host now.</summary>
    MigratedAway,
    /// <summary>It came from another host and runs here now.</summary>
    MigratedHere,
    /// <summary>A move did not come about; it stayed where it was.</summary>
    MigrationFailed,
    /// <summary>It was given a volume.</summary>
    VolumeAttached,
    /// <summary>A volume was taken from it.</summary>
    VolumeDetached,
    /// <summary>It was given an interface.</summary>
    NetworkAttached,
    /// <summary>An interface was taken from it.</summary>
    NetworkDetached,
    /// <summary>Something was mounted in it.</summary>
    MountAttached,
    /// <summary>A mount was taken from it.</summary>
    MountDetached,
    /// <summary>It was given a device.</summary>
    DeviceAttached,
    /// <summary>A device was taken from it.</summary>
    DeviceDetached,
    /// <summary>The process that kept it died.</summary>
    KeeperLost,
}
