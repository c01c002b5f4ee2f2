using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Takes memory back from a container.</summary>
internal sealed class Reclaiming(ContainerRegistry registry)
{
    public async Task<long> RunAsync(ContainerId id, long bytes, CancellationToken cancellationToken)
    {
        if (bytes <= 0) throw new InvalidSpecException("bytes", bytes, "more than 0");
        await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var cgroup = ContainerCgroup.Open(registry.Host, id);
        if (!cgroup.Exists) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} has no cgroups: it was not started since the machine was");
        // v2 needs no lock: it changes no limit, and whoever holds it may be slow.
        using var held = cgroup.ReclaimsByLimit ? await registry.LockAsync(id, cancellationToken).ConfigureAwait(false) : null;
        return await cgroup.ReclaimAsync(bytes, cancellationToken).ConfigureAwait(false);
    }
}
