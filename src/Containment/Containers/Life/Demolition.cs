using Containment.Bundles;
using Containment.Containers.Storing;
using Containment.Launch;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Takes apart all that there may be of a container, knowing only its name; what is not there is no error.</summary>
internal sealed class Demolition(ContainerRegistry registry)
{
    /// <summary>How long the kernel may take to end killed processes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Ends and removes what a run leaves: processes, links, the socket. The cgroups stay, with their limits.</summary>
    public async Task RunAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        var paths = registry.Paths(held.Id);
        var keeper = await KeeperAsync(held.Id).ConfigureAwait(false);
        await Killing.RunAsync(registry, held.Id, keeper?.InitPid, cancellationToken).ConfigureAwait(false);
        if (keeper is not null) await EndAsync(keeper).ConfigureAwait(false);
        await registry.Links.RemoveAsync(held.Id, cancellationToken).ConfigureAwait(false);
        await registry.Rules.RemoveAsync(held.Id, cancellationToken).ConfigureAwait(false);
        await new DeviceReturning(registry).AllAsync(held.Id, cancellationToken).ConfigureAwait(false);
        if (File.Exists(paths.ResourceControl)) ResourceControlGroup.Remove(held.Id.Value, File.ReadAllLines(paths.ResourceControl), MachineFacts.Current);
        File.Delete(paths.ResourceControl);
        registry.Guests.Remove(held.Id);
        File.Delete(paths.Socket);
        File.Delete(paths.Init);
        File.Delete(paths.Still);
        File.Delete(paths.Run);
    }

    /// <summary>Removes everything; afterwards the name is free. It must have been removed from the store, or never added.</summary>
    public async Task AllAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        await RunAsync(held, cancellationToken).ConfigureAwait(false);
        await ContainerCgroup.Open(registry.Host, held.Id).DeleteAsync(cancellationToken).ConfigureAwait(false);
        File.Delete(registry.Paths(held.Id).Exit);
        await registry.Quotas.ReleaseAsync(held.Id).ConfigureAwait(false);
        await Task.Run(() => registry.Snapshots.Remove(held.Id), cancellationToken).ConfigureAwait(false);
        await registry.Store.ForgetAsync(held, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>After a failure that must be told and not be hidden by another: what can't be removed now is at the next opening of the host.</summary>
    public async Task AfterFailureAsync(IContainerLock held, bool all)
    {
        try
        {
            await (all ? AllAsync(held, CancellationToken.None) : RunAsync(held, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or IOException or UnauthorizedAccessException)
        {
            RecoveryLog.Left(registry.Host.Logger<Demolition>(), held.Id, failure);
        }
    }

    private async Task<KeeperSession?> KeeperAsync(ContainerId id)
    {
        if (!File.Exists(registry.Paths(id).Socket)) return null;
        using var soon = new CancellationTokenSource(Patience);
        try
        {
            return await registry.Sessions.FindAsync(id, soon.Token).ConfigureAwait(false);
        }
        catch (Exception deaf) when (deaf is OperationCanceledException or KernelException)
        {
            return null;
        }
    }

    // It writes down how its process ended, and only then is gone: written later, the record would be taken for another container's.
    private static async Task EndAsync(KeeperSession keeper)
    {
        using var soon = new CancellationTokenSource(Patience);
        try
        {
            if (keeper.InitPid == 0) await keeper.StopKeepingAsync(soon.Token).ConfigureAwait(false);
            else await ((Task)keeper.Exited).WaitAsync(soon.Token).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or ContainmentException { Reason: FailureReason.KeeperLost })
        {
            // Then nothing is kept.
        }
    }
}
