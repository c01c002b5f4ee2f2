using System.Text.Json;
using Containment.Linux.Descriptors;
using Containment.Volumes.Disks;
using Containment.Volumes.Storing;

namespace Containment.Volumes.Making;

/// <summary>Makes and removes volumes. Until it is whole a volume has no name, and without one it is nobody's.</summary>
internal sealed class VolumeMaking(VolumeStore store)
{
    /// <exception cref="ContainmentException">AlreadyExists; NotFound: the snapshot; ToolMissing, ToolFailed, Exhausted, Unsupported: nothing is left.</exception>
    public async Task<Volume> RunAsync(string name, VolumeOptions options, CancellationToken cancellation)
    {
        var place = store.Of(VolumeName.Checked(name));
        if (Directory.Exists(place.Directory)) throw Taken(name);
        using var work = HeldDirectory.Make(store.Workshop);
        var made = new VolumePlace(name, work.Path);
        var record = options.From is { } from ? await CopyAsync(made, VolumeName.OfSnapshot(from), options, cancellation).ConfigureAwait(false) : await MakeAsync(made, options, cancellation).ConfigureAwait(false);
        if (record.Reserves) made.Image(record.Kind).Reserve();
        record = record with { CreatedAt = store.Host.Options.TimeProvider.GetUtcNow() };
        DurableFile.Write(made.Record, JsonSerializer.SerializeToUtf8Bytes(record, VolumeJson.Default.VolumeRecord));
        try
        {
            using var home = At.OpenDirectory(store.Home);
            using var workshop = At.OpenDirectory(store.Workshop);
            At.Rename(workshop, Path.GetFileName(work.Path), home, name);
        }
        catch (KernelRefusal refusal)
        {
            throw refusal.Error == Errno.ENOTEMPTY || refusal.Error == Errno.EEXIST ? Taken(name) : new KernelException(refusal);
        }
        DurableFile.Flush(store.Home);
        return VolumeStore.Describe(place, record);
    }

    /// <summary>Removes one that nobody has. The caller holds it.</summary>
    public void Remove(LockedVolume held)
    {
        try
        {
            Directory.CreateDirectory(store.Workshop);
            using var home = At.OpenDirectory(store.Home);
            using var workshop = At.OpenDirectory(store.Workshop);
            // From here on it is gone for everybody; what is interrupted is finished by the next volume's making.
            var name = Guid.NewGuid().ToString("N");
            At.Rename(home, held.Place.Name, workshop, name);
            DurableFile.Flush(store.Home);
            Clear(workshop, store.Workshop, name);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static void Clear(Descriptor workshop, string path, string name)
    {
        ProjectDirectory.Release(Path.Combine(path, name, "data"));
        using (var volume = At.Open(workshop, name, OpenFlags.Directory)) Subvolume.Remove(volume, "data");
        OwnTrees.Remove(workshop, name);
    }

    private static async Task<VolumeRecord> MakeAsync(VolumePlace place, VolumeOptions options, CancellationToken cancellation)
    {
        var root = new DiskRoot(options.Uid, options.Gid, options.Mode);
        if (options.Kind == VolumeKind.Directory) await DirectoryVolume.MakeAsync(place, options.Size, root, cancellation).ConfigureAwait(false);
        else await place.Image(options.Kind).MakeAsync(options.Size ?? throw new InvalidSpecException("size", null, "how large it is to be; only a directory may have no size"), root, cancellation).ConfigureAwait(false);
        return new() { Kind = options.Kind, CreatedAt = default, Size = options.Size, Thin = options.Thin };
    }

    private async Task<VolumeRecord> CopyAsync(VolumePlace place, (string Volume, string Snapshot) from, VolumeOptions options, CancellationToken cancellation)
    {
        using var origin = await store.LockAsync(from.Volume, cancellation).ConfigureAwait(false);
        var (snapshot, kind) = (VolumeShelf.Find(origin, from.Snapshot), origin.Record.Kind);
        if (options.Size < snapshot.Size) throw new InvalidSpecException("size", options.Size, $"at least the {snapshot.Size} bytes of {options.From}");
        VolumeShelf.Copy(origin.Place.SnapshotOf(snapshot.Name), place.ContentOf(kind), kind, cancellation);
        if (kind != VolumeKind.Directory) await FileSystemIdentity.RenewAsync(place.Image(kind), cancellation).ConfigureAwait(false);
        if (options.Size is { } larger && larger > snapshot.Size && kind != VolumeKind.Directory) await place.Image(kind).GrowAsync(larger, options.Thin, cancellation).ConfigureAwait(false);
        if (kind == VolumeKind.Directory && (options.Size ?? snapshot.Size) is { } bound) await DirectoryVolume.BoundAsync(place.Data, bound, cancellation).ConfigureAwait(false);
        return new() { Kind = kind, CreatedAt = default, Size = options.Size ?? snapshot.Size, Thin = options.Thin };
    }

    private static ContainmentException Taken(string name) => new(FailureReason.AlreadyExists, name, $"there is a volume {name} already");
}
