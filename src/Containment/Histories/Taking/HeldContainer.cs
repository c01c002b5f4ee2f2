using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;

namespace Containment.Histories.Taking;

/// <summary>A container under its lock, with what it is doing.</summary>
internal sealed record HeldContainer(IContainerLock Lock, ContainerState State, ContainerStatus Status) : IDisposable
{
    public ContainerId Id => Lock.Id;

    public bool Runs => Status.Phase is ContainerPhase.Running or ContainerPhase.Paused;

    /// <exception cref="ContainmentException">NotFound; WrongState: it is on its way between hosts.</exception>
    public static async Task<HeldContainer> TakeAsync(ContainerRegistry registry, ContainerId id, CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        try
        {
            await new Stillness(registry, id).RecoverAsync(cancellationToken).ConfigureAwait(false);
            var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
            if (status.Ownership.Owner != Owner.Here)
                throw NotHere.Refusal(id, status.Ownership, "its files stay as they are");
            registry.Quotas.Ready(id);
            return new(held, await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false), status);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    public void Dispose() => Lock.Dispose();
}
