using Containment.Containers.Storing;
using Containment.Resources;

namespace Containment.Containers.Life;

/// <summary>Holds a running container still, and changes what it may use.</summary>
internal sealed class Holding(ContainerRegistry registry)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task PauseAsync(ContainerId id, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Phase == ContainerPhase.Paused) return;
        if (status.Phase != ContainerPhase.Running) throw Ending.NotRunning(id);
        await ContainerCgroup.Open(registry.Host, id).FreezeAsync(Patience, cancellationToken).ConfigureAwait(false);
        RunFacts.Change(registry.Paths(id).Run, RunPhase.Paused);
        await registry.EmitAsync(id, ContainerEventKind.Paused).ConfigureAwait(false);
    }

    public async Task ResumeAsync(ContainerId id, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here)
            throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} is on its way to {status.Ownership.Peer}; it can't be resumed here");
        if (status.Phase is not (ContainerPhase.Running or ContainerPhase.Paused)) throw Ending.NotRunning(id);
        var cgroup = ContainerCgroup.Open(registry.Host, id);
        // Whoever paused it may have died before it could say so.
        if (status.Phase == ContainerPhase.Running && !cgroup.IsFrozen) return;
        await cgroup.ThawAsync(Patience, cancellationToken).ConfigureAwait(false);
        RunFacts.Change(registry.Paths(id).Run, RunPhase.Running);
        await registry.EmitAsync(id, ContainerEventKind.Resumed).ConfigureAwait(false);
    }

    public async Task SetServiceAsync(ContainerId id, ServiceClass service, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(service);
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        await registry.Store.WriteStateAsync(held, state with { Service = service.Checked() }, CancellationToken.None).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.LimitsChanged, $"class {service}").ConfigureAwait(false);
    }

    public async Task<SetResult> SetAsync(ContainerId id, ResourceLimits limits, SetOptions options, CancellationToken cancellationToken)
    {
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var merged = LimitsMerge.Of(state.Limits, limits);
        var cgroup = ContainerCgroup.Open(registry.Host, id);
        var bundle = cgroup.Exists && limits.Devices.Count == 0 ? null : RuntimeSpecs.Resources(await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false));
        if (!cgroup.Exists) cgroup = ContainerCgroup.Create(registry.Host, id, state.Limits, bundle);
        var devices = limits.Devices.Count == 0 ? null : DeviceRules.Of(bundle, merged, registry.Devices.Book.Read(id).SelectMany(loan => loan.Nodes));
        var result = await cgroup.ApplyAsync(limits, options, devices, cancellationToken).ConfigureAwait(false);
        registry.Guests.Refresh(id);
        await registry.Store.WriteStateAsync(held, state with { Limits = merged }, CancellationToken.None).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.LimitsChanged).ConfigureAwait(false);
        return result with { Limits = result.Limits with { Devices = merged.Devices } };
    }
}
