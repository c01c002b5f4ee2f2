namespace Containment.Snapshots;

/// <summary>By what a container's disk quota is kept.</summary>
public enum DiskQuotaKind
{
    /// <summary>A project quota where the file system of the state directory keeps them and the container has a user namespace, an image else: what df shows inside is the quota.</summary>
    Auto,
    /// <summary>A project quota of the ext4 or XFS that the state directory is on, mounted with prjquota. It takes no room of its own, grows and shrinks at once. Without a user namespace root inside can leave it.</summary>
    Project,
    /// <summary>A qgroup of the btrfs that the state directory is on, with quotas enabled. Snapshots stay instant; df inside shows the whole disk.</summary>
    Subvolume,
    /// <summary>A file system in a file: XFS from 1 GiB on, ext4 below. On any file system; it grows, and never shrinks.</summary>
    Image,
}
