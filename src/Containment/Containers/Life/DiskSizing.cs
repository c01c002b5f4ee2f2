using Containment.Containers.Storing;
using Containment.Snapshots;

namespace Containment.Containers.Life;

/// <summary>Changes and reads the disk quota of a container that was made with one.</summary>
internal sealed class DiskSizing(ContainerRegistry registry)
{
    public async Task SetAsync(ContainerId id, long bytes, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var quota = Of(id, state);
        var after = quota with { Bytes = bytes };
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        await registry.Quotas.ResizeAsync(id, quota, bytes, status.Phase is ContainerPhase.Running or ContainerPhase.Paused, cancellationToken).ConfigureAwait(false);
        await registry.Store.WriteStateAsync(held, state with { Disk = after }, CancellationToken.None).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.LimitsChanged, $"disk {bytes}").ConfigureAwait(false);
    }

    public async Task<DiskUsage> ReadAsync(ContainerId id, CancellationToken cancellationToken) =>
        await registry.Quotas.ReadAsync(id, Of(id, await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);

    private static DiskQuota Of(ContainerId id, ContainerState state) =>
        state.Disk ?? throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} was made without a disk quota; clone it with one");
}
