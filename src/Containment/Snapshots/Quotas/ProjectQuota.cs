using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;

namespace Containment.Snapshots.Quotas;

/// <summary>Layers that are all of one project, which the file system keeps within its limit. Whose project it is stands in the directory itself.</summary>
internal sealed class ProjectQuota : ILayerQuota
{
    public async Task MakeAsync(LayerPlace place, long bytes, CancellationToken cancellation)
    {
        place.Make();
        // Two that both found a number free would share a quota.
        using var alone = await ProjectNumbers.LockAsync(cancellation).ConfigureAwait(false);
        using var layers = At.OpenDirectory(place.Layers);
        var project = ProjectNumbers.Find(place.Layers, number => ProjectQuotas.Read(layers, number) == default);
        // In this order: what is broken off leaves a directory that tells what to release.
        ProjectQuotas.Give(layers, project);
        ProjectQuotas.Limit(layers, project, bytes);
    }

    public Task ResizeAsync(LayerPlace place, long before, long bytes, bool runs, CancellationToken cancellation)
    {
        var used = Read(place).Used;
        if (bytes < used) throw QuotaErrors.InUse(place, used, bytes);
        Limit(place, bytes);
        return Task.CompletedTask;
    }

    public DiskUsage Read(LayerPlace place)
    {
        using var layers = At.OpenDirectory(place.Layers);
        var (limit, used, _) = ProjectQuotas.Read(layers, ProjectQuotas.Of(layers));
        return new(used, limit);
    }

    public IDisposable Spare(LayerPlace place, long bytes) => new SpareLimit(bytes, limit => Limit(place, limit));

    public void Release(LayerPlace place)
    {
        if (!Directory.Exists(place.Layers)) return;
        using var layers = At.OpenDirectory(place.Layers);
        if (ProjectQuotas.Of(layers) is not 0 and var project && ProjectNumbers.AreOurs(project)) ProjectQuotas.Limit(layers, project, 0);
    }

    private static void Limit(LayerPlace place, long bytes)
    {
        using var layers = At.OpenDirectory(place.Layers);
        ProjectQuotas.Limit(layers, ProjectQuotas.Of(layers), bytes);
    }
}
