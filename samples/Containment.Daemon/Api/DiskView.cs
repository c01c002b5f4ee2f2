using Containment.Containers;
using Containment.Snapshots;

namespace Containment.Daemon.Api;

/// <summary>A container's disk quota and what is used of it, in bytes.</summary>
internal sealed record DiskView(long Bytes, DiskQuotaKind Kind, long UsedBytes, long TotalBytes)
{
    /// <exception cref="ContainmentException">WrongState: it was made without one.</exception>
    public static async Task<DiskView> OfAsync(Container container, CancellationToken cancellationToken)
    {
        var usage = await container.GetDiskUsageAsync(cancellationToken);
        var quota = (await container.GetDiskAsync(cancellationToken))!;
        return new(quota.Bytes, quota.Kind, usage.Used, usage.Total);
    }
}
