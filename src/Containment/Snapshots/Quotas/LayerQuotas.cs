using Containment.Linux.Descriptors;

namespace Containment.Snapshots.Quotas;

/// <summary>The disk quotas of a host's containers.</summary>
internal sealed class LayerQuotas(ContainerHost host)
{
    private static readonly ImageQuota Image = new();
    private static readonly ProjectQuota Project = new();
    private static readonly SubvolumeQuota Group = new();

    /// <summary>What a quota that is asked for will be kept by.</summary>
    /// <exception cref="ContainmentException">Unsupported: this machine has nothing for it.</exception>
    public DiskQuota? Settle(DiskQuota? asked, bool userNamespace)
    {
        if (asked is null) return null;
        try
        {
            return asked with { Kind = QuotaChoice.Of(asked, QuotaFacts.Of(host.Options.StateDirectory), userNamespace) };
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Makes the bounded directory of a new container's layers.</summary>
    public Task MakeAsync(ContainerId id, DiskQuota quota, CancellationToken cancellation) => Guard(() => By(quota).MakeAsync(Of(id), quota.Bytes, cancellation));

    public Task ResizeAsync(ContainerId id, DiskQuota quota, long bytes, bool runs, CancellationToken cancellation) =>
        Guard(() => By(quota).ResizeAsync(Of(id), quota.Bytes, bytes, runs, cancellation));

    public async Task<DiskUsage> ReadAsync(ContainerId id, DiskQuota quota) => await Guard(() => Task.FromResult(By(quota).Read(Of(id)))).ConfigureAwait(false);

    /// <summary>Sees that the layers can be read and written: after a reboot an image is not mounted yet.</summary>
    /// <exception cref="ContainmentException">It can't be mounted.</exception>
    public void Ready(ContainerId id) => ImageMount.Ensure(Of(id));

    /// <summary>Room for a change of the layers, beyond what the container can fill, until the result is disposed.</summary>
    /// <exception cref="ContainmentException">It can't be given.</exception>
    public IDisposable Spare(ContainerId id, DiskQuota quota)
    {
        try
        {
            return By(quota).Spare(Of(id), quota.Bytes);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    /// <summary>Lets go of all that bounds a container's layers, whatever that is.</summary>
    /// <exception cref="KernelException">Something can't be removed; what is left can be removed by trying again.</exception>
    public Task ReleaseAsync(ContainerId id) => Guard(() => Task.Run(() =>
    {
        foreach (var way in (ILayerQuota[])[Image, Project, Group]) way.Release(Of(id));
    }));

    private LayerPlace Of(ContainerId id) => LayerPlace.Of(host.Options, id);

    private static ILayerQuota By(DiskQuota quota) => quota.Kind switch { DiskQuotaKind.Project => Project, DiskQuotaKind.Subvolume => Group, _ => Image };

    private static async Task<T> Guard<T>(Func<Task<T>> act)
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
    }

    private static Task Guard(Func<Task> act) => Guard(async () =>
    {
        await act().ConfigureAwait(false);
        return true;
    });
}
