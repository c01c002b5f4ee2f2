using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;
using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>A volume that is a directory: on btrfs a subvolume, so that it can be copied in no time; else of a project of its own where it has a size.</summary>
internal static class DirectoryVolume
{
    /// <exception cref="ContainmentException">Unsupported: it is to have a size, and the file system keeps none.</exception>
    public static async Task MakeAsync(VolumePlace place, long? size, DiskRoot root, CancellationToken cancellation)
    {
        try
        {
            using (var directory = At.OpenDirectory(place.Directory))
            {
                if (Subvolume.CanBeIn(directory)) Subvolume.Make(directory, "data");
                else At.MakeDirectory(directory, "data", 0x1C0);
            }
            if (size is { } bytes) await BoundAsync(place.Data, bytes, cancellation).ConfigureAwait(false);
            using var data = At.OpenDirectory(place.Data);
            root.Settle(data);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Gives one that has a limit another one.</summary>
    /// <exception cref="ContainmentException">WrongState: more is in use.</exception>
    public static void Limit(string path, long bytes)
    {
        try
        {
            using var data = At.OpenDirectory(path);
            var isSubvolume = Subvolume.Is(data);
            var used = isSubvolume ? QuotaGroups.Read(data, QuotaGroups.OwnOf(data)).Used : ProjectDirectory.Read(path)?.Used ?? 0;
            if (bytes < used) throw QuotaErrors.InUse(path, used, bytes);
            if (isSubvolume) QuotaGroups.Limit(data, QuotaGroups.OwnOf(data), bytes);
            else ProjectDirectory.Limit(path, bytes);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Makes one that is what another is at this moment.</summary>
    /// <exception cref="ContainmentException">Unsupported: only btrfs can.</exception>
    public static void Copy(string from, string to)
    {
        using var source = At.OpenDirectory(from);
        using var parent = At.OpenDirectory(Path.GetDirectoryName(to)!);
        if (!Subvolume.Is(source)) throw new ContainmentException(FailureReason.Unsupported, from, $"{from} is a directory that can't be copied as it is at one moment, which btrfs can; a volume of another kind can have snapshots everywhere");
        Subvolume.Make(parent, Path.GetFileName(to), source);
    }

    /// <summary>Bounds what has no limit yet: a new one, or the copy of another on btrfs.</summary>
    /// <exception cref="ContainmentException">Unsupported: the file system keeps no limits.</exception>
    public static async Task BoundAsync(string path, long bytes, CancellationToken cancellation)
    {
        using var data = At.OpenDirectory(path);
        if (Subvolume.Is(data))
        {
            if (!QuotaGroups.AreCounted(data)) throw Unbounded(path, $"the btrfs of {path} has no quotas; enable them (btrfs quota enable {path})");
            QuotaGroups.Limit(data, QuotaGroups.OwnOf(data), bytes);
            return;
        }
        if (!ProjectDirectory.CanBeIn(data)) throw Unbounded(path, $"the file system of {path} enforces no project quotas; mount it with prjquota (ext4 needs tune2fs -O project,quota -Q prjquota before)");
        await ProjectDirectory.BoundAsync(path, bytes, cancellation).ConfigureAwait(false);
    }

    private static ContainmentException Unbounded(string path, string why) => new(FailureReason.Unsupported, path, $"{why}, or make a volume of another kind, or without a size");
}
