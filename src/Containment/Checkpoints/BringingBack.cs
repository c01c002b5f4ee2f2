using Containment.Checkpoints.Restoring;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;

namespace Containment.Checkpoints;

/// <summary>Makes a container what it was at a checkpoint.</summary>
internal sealed class BringingBack(ContainerRegistry registry)
{
    public async Task RunAsync(ContainerId id, string? name, CancellationToken cancellationToken)
    {
        CheckpointPowers.Check(id);
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw NotHere.Refusal(id, status.Ownership, "it can't be restored");
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} runs; stop or kill it before restoring it");
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var store = new CheckpointStore(registry.Paths(id));
        var manifest = name is null ? store.List().LastOrDefault() ?? throw new ContainmentException(FailureReason.NotFound, id.Value, $"container {id} has no checkpoint") : store.Read(Known(name, id));
        if (manifest.BaseDigest != state.Digest) throw new ContainmentException(FailureReason.WrongState, id.Value, $"checkpoint {manifest.Name} was taken above another root file system than the one container {id} has now");
        Fitness.Check(id, manifest.Facts, state, await registry.Store.ReadSpecAsync(id, cancellationToken).ConfigureAwait(false));
        await Task.Run(() => store.Verify(manifest, cancellationToken), cancellationToken).ConfigureAwait(false);

        var directory = store.DirectoryOf(manifest.Name);
        var after = state.Own.StandOn([], manifest.Snapshot is { } head && state.Own.Find(head) is not null ? head : null);
        await new LayerChange(registry, held, state).RunAsync(async () =>
        {
            registry.Snapshots.Make(id, after.Upper, like: registry.Snapshots.UpperOf(id, state.Own.Upper));
            await Task.Run(() => LayerCopy.Run(CheckpointStore.Upper(directory), registry.Snapshots.UpperOf(id, after.Upper), cancellationToken), cancellationToken).ConfigureAwait(false);
            return after;
        }, async () =>
        {
            await using var restorer = await Restorer.PrepareAsync(registry.Host, held, manifest.Facts, cancellationToken).ConfigureAwait(false);
            await restorer.RestoreAsync(CheckpointStore.Images(directory), cancellationToken).ConfigureAwait(false);
            await restorer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.Restored, manifest.Name).ConfigureAwait(false);
    }

    private static string Known(string name, ContainerId id) =>
        ContainerId.TryParse(name, null, out _) ? name : throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no checkpoint {name}");
}
