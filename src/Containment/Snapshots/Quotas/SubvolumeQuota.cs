using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;

namespace Containment.Snapshots.Quotas;

/// <summary>Layers that are subvolumes in a subvolume, all in the quota group that is called after it.</summary>
internal sealed class SubvolumeQuota : ILayerQuota
{
    public Task MakeAsync(LayerPlace place, long bytes, CancellationToken cancellation)
    {
        using (var home = At.OpenDirectory(place.Home))
        {
            QuotaGroups.Sweep(home);
            Subvolume.Make(home, LayerPlace.Name);
            At.Chmod(home, LayerPlace.Name, 0x1C0);
        }
        using var layers = At.OpenDirectory(place.Layers);
        var group = QuotaGroups.Of(layers);
        QuotaGroups.Make(layers, group);
        QuotaGroups.Limit(layers, group, bytes);
        return Task.CompletedTask;
    }

    public Task ResizeAsync(LayerPlace place, long before, long bytes, bool runs, CancellationToken cancellation)
    {
        var used = Read(place).Used;
        if (bytes < used) throw QuotaErrors.InUse(place.Layers, used, bytes);
        Limit(place, bytes);
        return Task.CompletedTask;
    }

    public DiskUsage Read(LayerPlace place)
    {
        using var layers = At.OpenDirectory(place.Layers);
        var (limit, used) = QuotaGroups.Read(layers, QuotaGroups.Of(layers));
        return new(used, limit);
    }

    public IDisposable Spare(LayerPlace place, long bytes) => new SpareLimit(bytes, limit => Limit(place, limit));

    // Its group can go only when btrfs has cleaned up behind the layers, some seconds after they are deleted: the next that makes or releases one sees to it.
    public void Release(LayerPlace place)
    {
        if (!Directory.Exists(place.Layers)) return;
        using var layers = At.OpenDirectory(place.Layers);
        if (Subvolume.Is(layers) && QuotaGroups.AreCounted(layers)) QuotaGroups.Sweep(layers);
    }

    private static void Limit(LayerPlace place, long bytes)
    {
        using var layers = At.OpenDirectory(place.Layers);
        QuotaGroups.Limit(layers, QuotaGroups.Of(layers), bytes);
        // What was deleted lately may be what makes room below the limit.
        QuotaGroups.Hasten(layers);
    }
}
