using Containment.Volumes.Disks;

namespace Containment.Volumes.Making;

/// <summary>Gives a copied file system an identity of its own: the kernel refuses a second XFS with one identity, and takes a second btrfs for the first.</summary>
internal static class FileSystemIdentity
{
    public static Task RenewAsync(DiskImage image, CancellationToken cancellation) => image.Kind switch
    {
        VolumeKind.Xfs => DiskTools.RunAsync(new("xfs_admin", "file systems get their identity by it", "xfsprogs"), ["-U", "generate", image.Path], image, cancellation),
        VolumeKind.Btrfs => DiskTools.RunAsync(new("btrfstune", "file systems get their identity by it", "btrfs-progs"), ["-f", "-m", image.Path], image, cancellation),
        // Of those there may be several.
        _ => Task.CompletedTask,
    };
}
