using Containment.Linux.Descriptors;
using Containment.Linux.Mounts;
using Containment.Volumes.Disks;

namespace Containment.Snapshots.Quotas;

/// <summary>Layers in a file system of their own, whose size is the quota; it lies in a file and is mounted on their directory.</summary>
internal sealed class ImageQuota : ILayerQuota
{
    // Copies in XFS share their contents, so that a snapshot of a running container takes no room of its quota, and it grows while mounted without
    // CAP_SYS_RESOURCE. But its log takes 64 MiB.
    private const long LeastXfs = 1 << 30;

    public async Task MakeAsync(LayerPlace place, long bytes, CancellationToken cancellation)
    {
        await new DiskImage(place.Image, bytes >= LeastXfs ? VolumeKind.Xfs : VolumeKind.Ext4).MakeAsync(bytes, new DiskRoot(0, 0, 0x1C0), cancellation).ConfigureAwait(false);
        ImageMount.Ensure(place);
        SpareFile.Make(place);
    }

    public async Task ResizeAsync(LayerPlace place, long before, long bytes, bool runs, CancellationToken cancellation)
    {
        if (bytes < before)
            throw new ContainmentException(FailureReason.Unsupported, place.Image, $"{place.Image} has {before} bytes, and a disk quota that is kept by an image can't become less; clone the container with a smaller one");
        // An ext4 that nobody has mounted can be grown by whoever may mount it.
        if (!runs) ImageMount.Remove(place, forGood: false);
        try
        {
            await ImageMount.Image(place).GrowAsync(bytes, thin: true, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ImageMount.Ensure(place);
        }
    }

    public DiskUsage Read(LayerPlace place)
    {
        ImageMount.Ensure(place);
        using var layers = At.OpenDirectory(place.Layers);
        var space = FileSystemSpace.Of(layers);
        return new(space.Used, space.Total);
    }

    public IDisposable Spare(LayerPlace place, long bytes)
    {
        ImageMount.Ensure(place);
        return SpareFile.Use(place);
    }

    public void Release(LayerPlace place) => ImageMount.Remove(place, forGood: true);
}
