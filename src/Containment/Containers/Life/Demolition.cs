using Containment.Containers.Storing;
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
        var cgroup = ContainerCgroup.Open(registry.Host, held.Id);
        if (cgroup.Exists) await cgroup.KillAsync(Patience, cancellationToken).ConfigureAwait(false);
        await registry.Links.RemoveAsync(held.Id, cancellationToken).ConfigureAwait(false);
        File.Delete(paths.Socket);
        File.Delete(paths.Run);
    }

    /// <summary>Removes everything; afterwards the name is free. It must have been removed from the store, or never added.</summary>
    public async Task AllAsync(IContainerLock held, CancellationToken cancellationToken)
    {
        await RunAsync(held, cancellationToken).ConfigureAwait(false);
        await ContainerCgroup.Open(registry.Host, held.Id).DeleteAsync(cancellationToken).ConfigureAwait(false);
        File.Delete(registry.Paths(held.Id).Exit);
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
}
