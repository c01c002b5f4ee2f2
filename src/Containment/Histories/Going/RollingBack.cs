using Containment.Checkpoints.Restoring;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Memory;
using Containment.Histories.Taking;
using Containment.Snapshots;

namespace Containment.Histories.Going;

/// <summary>Makes a container what it was at a snapshot.</summary>
internal sealed class RollingBack(ContainerRegistry registry)
{
    public async Task RunAsync(ContainerId id, string name, CancellationToken cancellationToken)
    {
        using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
        var state = container.State;
        var snapshot = SnapshotShelf.Known(id, state.Own, name);
        if (container.Runs) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} runs; stop or kill it before rolling it back");
        var memory = new MemoryStore(registry.Paths(id));
        memory.Sweep(state.Own);
        await Task.Run(() => Verify(id, state.Own, snapshot.Layers, cancellationToken), cancellationToken).ConfigureAwait(false);
        var saved = snapshot.Memory is { } digest ? memory.Read(name, digest) : null;
        if (saved is not null)
        {
            await Task.Run(() => memory.Verify(name, saved, anyway: false, cancellationToken), cancellationToken).ConfigureAwait(false);
            Fitness.Check(id, saved.Facts, state, await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false));
        }
        await new LayerChange(registry, container.Lock, state).RunAsync(() =>
        {
            var after = state.Own.StandOn(snapshot.Layers, name);
            registry.Snapshots.Make(id, after.Upper, like: snapshot.Layers.Count > 0 ? registry.Snapshots.UpperOf(id, snapshot.Layers[0]) : state.Layers[0]);
            return Task.FromResult(after);
        }, saved is null ? null : () => GoOnAsync(container.Lock, saved, memory.Images(name), cancellationToken)).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.RolledBack, name).ConfigureAwait(false);
    }

    /// <exception cref="ContainmentException">Corrupt, naming the layer.</exception>
    public void Verify(ContainerId id, OwnLayers own, IReadOnlyList<int> layers, CancellationToken cancellationToken)
    {
        foreach (var number in layers)
        {
            var directory = registry.Snapshots.UpperOf(id, number);
            if (own.Sealed.FirstOrDefault(layer => layer.Number == number) is not { } layer || !LayerSeal.Holds(layer, directory, cancellationToken))
                throw new ContainmentException(FailureReason.Corrupt, directory, $"a layer of container {id} is damaged: {directory} is not what it was when it was sealed");
        }
    }

    private async Task GoOnAsync(IContainerLock held, SavedMemory saved, string images, CancellationToken cancellationToken)
    {
        await using var restorer = await Restorer.PrepareAsync(registry.Host, held, saved.Facts, cancellationToken).ConfigureAwait(false);
        await restorer.RestoreAsync(images, cancellationToken).ConfigureAwait(false);
        await restorer.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
