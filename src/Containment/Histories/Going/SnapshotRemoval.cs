using Containment.Containers;
using Containment.Containers.Life;
using Containment.Histories.Memory;
using Containment.Histories.Taking;

namespace Containment.Histories.Going;

/// <summary>Removes a snapshot: first it is not there any more, then its layers are merged or go.</summary>
internal sealed class SnapshotRemoval(ContainerRegistry registry)
{
    public async Task RunAsync(ContainerId id, string name, CancellationToken cancellationToken)
    {
        using (var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false))
        {
            SnapshotShelf.Known(id, container.State.Own, name);
            var after = await new LayerChange(registry, container.Lock, container.State).RunAsync(() => Task.FromResult(container.State.Own.Remove(name))).ConfigureAwait(false);
            new MemoryStore(registry.Paths(id)).Sweep(after.Own);
            await new LayerMerging(registry).RunAsync(container with { State = after }, cancellationToken).ConfigureAwait(false);
        }
        await registry.EmitAsync(id, ContainerEventKind.SnapshotDeleted, name).ConfigureAwait(false);
    }
}
