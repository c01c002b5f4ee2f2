using Containment.Containers.Life;
using Containment.Histories.Memory;
using Containment.Histories.Taking;

namespace Containment.Histories.Going;

/// <summary>Compares a snapshot with what it was when it was taken, whatever is known of it.</summary>
internal sealed class SnapshotVerification(ContainerRegistry registry)
{
    public async Task RunAsync(ContainerId id, string name, CancellationToken cancellationToken)
    {
        using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
        var snapshot = SnapshotShelf.Known(id, container.State.Own, name);
        var store = new MemoryStore(registry.Paths(id));
        await Task.Run(() =>
        {
            new RollingBack(registry).Verify(id, container.State.Own, snapshot.Layers, cancellationToken);
            if (snapshot.Memory is { } digest) store.Verify(name, store.Read(name, digest), anyway: true, cancellationToken);
        }, cancellationToken).ConfigureAwait(false);
    }
}
