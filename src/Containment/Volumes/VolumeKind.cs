namespace Containment;

/// <summary>What a volume is on its host.</summary>
public enum VolumeKind
{
    /// <summary>A file with ext4 in it. It grows while a container has it only where this process has CAP_SYS_RESOURCE, as root of a machine has.</summary>
    Ext4,
    /// <summary>A file with XFS in it; at least 300 MiB (mkfs.xfs(8)).</summary>
    Xfs,
    /// <summary>A file with btrfs in it; at least 109 MiB (mkfs.btrfs(8)).</summary>
    Btrfs,
    /// <summary>A directory of the host's file system, limited by a quota of that where it has a size: of projects on ext4 and XFS, of the subvolume on btrfs.</summary>
    Directory,
}
