using Containment.Linux.Descriptors;
using Containment.Linux.Devices;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;
using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>A volume's file system held still while it is copied, with a note of it for whoever comes after a crash.</summary>
internal sealed class MountedStill(string note, OpenDisk disk, Descriptor mount, FileSystemPause pause) : IDisposable
{
    /// <summary>Null where nobody has it mounted.</summary>
    public static MountedStill? Begin(VolumePlace place, VolumeKind kind)
    {
        if (LoopDevice.Find(place.Disk) is not { } device) return null;
        var disk = new OpenDisk(device, DiskImage.TypeOf(kind));
        Descriptor? mount = null;
        try
        {
            mount = disk.Mount();
            // Emptied first, so that the wait is short: what is written meanwhile is all that is left.
            FileSystemPause.Settle(mount);
            File.WriteAllBytes(place.Held, []);
            return new(place.Held, disk, mount, FileSystemPause.Begin(mount));
        }
        catch (Exception failure)
        {
            mount?.Dispose();
            disk.Dispose();
            File.Delete(place.Held);
            if (failure is KernelRefusal refusal) throw new KernelException(refusal);
            throw;
        }
    }

    public void Dispose()
    {
        pause.Dispose();
        File.Delete(note);
        mount.Dispose();
        disk.Dispose();
    }
}
