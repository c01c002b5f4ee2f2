using Containment.Linux.Descriptors;
using Containment.Volumes.Disks;
using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>A volume that is a directory; on btrfs a subvolume, so that it can be copied in no time.</summary>
internal static class DirectoryVolume
{
    public static void Make(VolumePlace place, long? size, DiskRoot root)
    {
        if (size is not null) throw new ContainmentException(FailureReason.Unsupported, place.Name, "a directory can have no limit here; make a volume of another kind");
        try
        {
            using var directory = At.OpenDirectory(place.Directory);
            if (Subvolume.CanBeIn(directory)) Subvolume.Make(directory, "data");
            else At.MakeDirectory(directory, "data", 0x1C0);
            using var data = At.OpenDirectory(place.Data);
            root.Settle(data);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <exception cref="ContainmentException">Unsupported: only btrfs can.</exception>
    public static void Copy(string from, string to)
    {
        using var source = At.OpenDirectory(from);
        using var parent = At.OpenDirectory(Path.GetDirectoryName(to)!);
        if (!Subvolume.Is(source)) throw new ContainmentException(FailureReason.Unsupported, from, $"{from} is a directory that can't be copied as it is at one moment, which btrfs can; a volume of another kind can have snapshots everywhere");
        Subvolume.Make(parent, Path.GetFileName(to), source);
    }
}
