using Containment.Volumes.Disks;

namespace Containment.Volumes.Making;

/// <summary>Gives a copied file system an identity of its own: the kernel refuses a second XFS with one identity, and takes a second btrfs for the first.</summary>
internal static class FileSystemIdentity
{
    public static Task RenewAsync(DiskImage image, CancellationToken cancellation) => image.Kind switch
    {
        VolumeKind.Xfs => RenewXfsAsync(image, cancellation),
        VolumeKind.Btrfs => DiskTools.RunAsync(new("btrfstune", "file systems get their identity by it", "btrfs-progs"), ["-f", "-m", image.Path], image, cancellation),
        // Of those there may be several.
        _ => Task.CompletedTask,
    };

    private static async Task RenewXfsAsync(DiskImage image, CancellationToken cancellation)
    {
        // One that was copied while it was mounted has a log to be replayed, which the tool refuses; mounted under another's identity it is replayed.
        using (var disk = image.Open())
        using (disk.Mount(("nouuid", null)))
        {
        }
        if (!await image.IsFreeAsync(cancellation).ConfigureAwait(false)) throw new ContainmentException(FailureReason.WrongState, image.Path, $"{image.Path} is mounted by somebody");
        await DiskTools.RunAsync(new("xfs_admin", "file systems get their identity by it", "xfsprogs"), ["-U", "generate", image.Path], image, cancellation).ConfigureAwait(false);
    }
}
