using Containment.Linux.Descriptors;

namespace Containment.Volumes.Disks;

/// <summary>Whose the root directory of a new file system is, by the container's ids, and who may do what with it.</summary>
internal readonly record struct DiskRoot(uint Uid, uint Gid, uint Mode)
{
    /// <summary>Also removes what programs don't expect in an empty directory; e2fsck(8) makes it again when it needs it.</summary>
    public void Settle(Descriptor mount)
    {
        if (FileStatus.TryOf(mount, "lost+found") is not null) At.Remove(mount, "lost+found", isDirectory: true);
        At.Chown(mount, ".", Uid, Gid);
        At.Chmod(mount, ".", Mode);
    }
}
