using Containment.Volumes.Disks;

namespace Containment.Snapshots.Quotas;

/// <summary>Layers that are all of one project, which the file system keeps within its limit.</summary>
internal sealed class ProjectQuota : ILayerQuota
{
    public Task MakeAsync(LayerPlace place, long bytes, CancellationToken cancellation)
    {
        place.Make();
        return ProjectDirectory.BoundAsync(place.Layers, bytes, cancellation);
    }

    public Task ResizeAsync(LayerPlace place, long before, long bytes, bool runs, CancellationToken cancellation)
    {
        var used = Read(place).Used;
        if (bytes < used) throw QuotaErrors.InUse(place.Layers, used, bytes);
        ProjectDirectory.Limit(place.Layers, bytes);
        return Task.CompletedTask;
    }

    public DiskUsage Read(LayerPlace place)
    {
        var (limit, used) = ProjectDirectory.Read(place.Layers) ?? default;
        return new(used, limit);
    }

    public IDisposable Spare(LayerPlace place, long bytes) => new SpareLimit(bytes, limit => ProjectDirectory.Limit(place.Layers, limit));

    public void Release(LayerPlace place) => ProjectDirectory.Release(place.Layers);
}
