using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>Snapshots of volumes: copies beside them, which share what is equal where the host's file system can (btrfs, XFS).</summary>
internal static class VolumeShelf
{
    public static VolumeSnapshot Find(LockedVolume held, string name) =>
        held.Record.Snapshots.FirstOrDefault(one => one.Name == name) ?? throw new ContainmentException(FailureReason.NotFound, held.Place.Name, $"volume {held.Place.Name} has no snapshot {name}");

    /// <summary>Takes one. Whoever writes to the volume waits meanwhile; where content can't be shared, as long as copying takes.</summary>
    public static VolumeSnapshot Take(LockedVolume held, string name, DateTimeOffset now, CancellationToken cancellation)
    {
        var (place, record) = (held.Place, held.Record);
        if (record.Snapshots.Any(one => one.Name == VolumeName.Checked(name, "snapshot"))) throw new ContainmentException(FailureReason.AlreadyExists, place.Name, $"volume {place.Name} has a snapshot {name} already");
        Sweep(held);
        Directory.CreateDirectory(place.Snapshots);
        try
        {
            using (Still(held)) Copy(place.ContentOf(record.Kind), place.SnapshotOf(name), record.Kind, cancellation);
            DurableFile.Flush(place.Snapshots);
            var taken = new VolumeSnapshot(name, now, record.Size);
            held.Write(record with { Snapshots = [.. record.Snapshots, taken] });
            return taken;
        }
        catch
        {
            Sweep(held);
            throw;
        }
    }

    /// <summary>Makes the volume what it was. Nobody may have it mounted. Its snapshots stay, and so does its size where it has grown since: then it grows again.</summary>
    public static async Task RollBackAsync(LockedVolume held, string name, CancellationToken cancellation)
    {
        var (place, record, snapshot) = (held.Place, held.Record, Find(held, name));
        var now = place.ContentOf(record.Kind);
        var next = now + ".new";
        Remove(place.Directory, Path.GetFileName(next));
        try
        {
            Copy(place.SnapshotOf(name), next, record.Kind, cancellation);
            if (record.Kind != VolumeKind.Directory && record.Size > snapshot.Size) await (place.Image(record.Kind) with { Path = next }).GrowAsync(record.Size!.Value, record.Thin, cancellation).ConfigureAwait(false);
            if (record.Reserves) (place.Image(record.Kind) with { Path = next }).Reserve();
            if (record is { Kind: VolumeKind.Directory, Size: { } bound }) await DirectoryVolume.BoundAsync(next, bound, cancellation).ConfigureAwait(false);
            using var directory = At.OpenDirectory(place.Directory);
            if (record.Kind == VolumeKind.Directory) At.Exchange(directory, Path.GetFileName(next), Path.GetFileName(now));
            else At.Rename(directory, Path.GetFileName(next), directory, Path.GetFileName(now));
            DurableFile.Flush(place.Directory);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        finally
        {
            Remove(place.Directory, Path.GetFileName(next));
        }
    }

    public static void Remove(LockedVolume held, string name)
    {
        var snapshot = Find(held, name);
        held.Write(held.Record with { Snapshots = [.. held.Record.Snapshots.Where(one => one != snapshot)] });
        Sweep(held);
    }

    /// <summary>Copies a volume's content to where there is nothing.</summary>
    public static void Copy(string from, string to, VolumeKind kind, CancellationToken cancellation)
    {
        try
        {
            if (kind == VolumeKind.Directory)
            {
                DirectoryVolume.Copy(from, to);
                return;
            }
            using var source = new Descriptor((int)KernelRefusal.Check(LibC.open(from, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.CloseOnExec, 0), "open", from));
            using var directory = At.OpenDirectory(Path.GetDirectoryName(to)!);
            using var target = At.Open(directory, Path.GetFileName(to), OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, 0x180);
            // Two that share content must be alike in this.
            FileFlags.TryAdd(target, FileFlags.NoCopyOnWrite);
            var size = (long)FileStatus.Of(source).Size;
            FileCopying.ShareOrCopy(source, target, size, Path.GetFileName(to), cancellation);
            FileWriting.SetLength(target, size, Path.GetFileName(to));
            KernelRefusal.Check(LibC.fsync(target.Number), "fsync", to);
        }
        catch (KernelRefusal refusal)
        {
            throw refusal.Error == Errno.ENOSPC ? new ContainmentException(FailureReason.Exhausted, from, $"the disk is full: {refusal.Message}", null, refusal) : new KernelException(refusal);
        }
    }

    // What no snapshot of the record is: a try that broke off, or one that is removed.
    private static void Sweep(LockedVolume held)
    {
        if (!Directory.Exists(held.Place.Snapshots)) return;
        foreach (var name in Directory.EnumerateFileSystemEntries(held.Place.Snapshots).Select(path => Path.GetFileName(path)))
            if (held.Record.Snapshots.All(one => one.Name != name)) Remove(held.Place.Snapshots, name);
    }

    private static void Remove(string directory, string name)
    {
        using var parent = At.OpenDirectory(directory);
        if (!Subvolume.Remove(parent, name)) OwnTrees.Remove(parent, name);
    }

    // One that nobody has mounted stands still.
    private static MountedStill? Still(LockedVolume held) => held.Record.Kind == VolumeKind.Directory ? null : MountedStill.Begin(held.Place, held.Record.Kind);
}
