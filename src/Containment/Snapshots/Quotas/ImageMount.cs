using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;

namespace Containment.Snapshots.Quotas;

/// <summary>
/// The file system of a container's layers on its directory. It stays there until the container is deleted or the machine ends, so whoever needs
/// the layers sees to it first. Each mount namespace has a mount of its own; the device, and so the file system, is one.
/// </summary>
internal static class ImageMount
{
    // A guest's device nodes and setuid programs work by the flags of its overlay; nobody should come upon them here.
    private const long NoSetUid = 2, NoDevices = 4;
    private const int Exclusive = 2, Detach = 2, NoFollow = 8;

    /// <summary>Mounts it where there is one that is not.</summary>
    /// <exception cref="ContainmentException">Unsupported: no loop devices; KernelRefused: the file system is damaged.</exception>
    public static void Ensure(LayerPlace place)
    {
        if (!File.Exists(place.Image)) return;
        try
        {
            using var home = At.OpenDirectory(place.Home);
            if (IsThere(home)) return;
            // Two at once would mount it twice, one on the other; and it may just be going.
            KernelRefusal.Check(LibC.flock(home.Number, Exclusive), "flock", place.Home);
            if (IsThere(home) || !File.Exists(place.Image)) return;
            place.Make();
            using var disk = Image(place).Open();
            using var mount = disk.MountToAttach(trims: true, NoSetUid | NoDevices);
            DetachedMount.Attach(mount, place.Layers);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Unmounts it here; nothing happens where it is not mounted. Whoever has files of it open keeps them.</summary>
    /// <param name="place">Where.</param>
    /// <param name="forGood">Whether the image goes as well.</param>
    public static void Remove(LayerPlace place, bool forGood)
    {
        try
        {
            if (!Directory.Exists(place.Home)) return;
            using var home = At.OpenDirectory(place.Home);
            KernelRefusal.Check(LibC.flock(home.Number, Exclusive), "flock", place.Home);
            while (IsThere(home)) KernelRefusal.Check(FileSystemCalls.Umount2(place.Layers, Detach | NoFollow), "umount2", place.Layers);
            if (forGood) File.Delete(place.Image);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>The image, whichever file system is in it.</summary>
    public static DiskImage Image(LayerPlace place)
    {
        // Shared, or .NET asks for a lock, and a moment's lock of another is refused.
        using var file = File.OpenHandle(place.Image, share: FileShare.ReadWrite | FileShare.Delete);
        Span<byte> start = stackalloc byte[4];
        return new(place.Image, RandomAccess.Read(file, start, 0) == 4 && start.SequenceEqual("XFSB"u8) ? VolumeKind.Xfs : VolumeKind.Ext4);
    }

    private static bool IsThere(Descriptor home) => FileStatus.TryOf(home, LayerPlace.Name) is { IsMounted: true };
}
