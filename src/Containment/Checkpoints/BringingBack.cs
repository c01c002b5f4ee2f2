using Containment.Checkpoints.Restoring;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints;

/// <summary>Makes a container what it was at a checkpoint.</summary>
internal sealed class BringingBack(ContainerRegistry registry)
{
    private const string Restored = "upper.restored";

    public async Task RunAsync(ContainerId id, string? name, CancellationToken cancellationToken)
    {
        CheckpointPowers.Check(id);
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} does not belong to this host ({status.Ownership.Owner}, {status.Ownership.Peer}); it can't be restored");
        if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} runs; stop or kill it before restoring it");
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var store = new CheckpointStore(registry.Paths(id));
        var manifest = name is null ? store.List().LastOrDefault() ?? throw new ContainmentException(FailureReason.NotFound, id.Value, $"container {id} has no checkpoint") : store.Read(Known(name, id));
        if (manifest.BaseDigest != state.Digest) throw new ContainmentException(FailureReason.WrongState, id.Value, $"checkpoint {manifest.Name} was taken above another root file system than the one container {id} has now");
        Fitness.Check(id, manifest.Facts, state.Ids);
        await Task.Run(() => store.Verify(manifest, cancellationToken), cancellationToken).ConfigureAwait(false);

        var upper = registry.Snapshots.Layers(id, new(state.Layers, state.Digest)).Upper;
        var directory = store.DirectoryOf(manifest.Name);
        var aside = Path.Combine(Path.GetDirectoryName(upper)!, Restored);
        try
        {
            CheckpointStore.Discard(aside);
            Replica.Make(CheckpointStore.Upper(directory), upper, aside, cancellationToken);
            Replica.Exchange(aside, upper);
        }
        catch (KernelRefusal refusal)
        {
            CheckpointStore.Discard(aside);
            throw new KernelException(refusal);
        }
        catch
        {
            CheckpointStore.Discard(aside);
            throw;
        }
        try
        {
            await using var restorer = await Restorer.PrepareAsync(registry.Host, held, manifest.Facts, cancellationToken).ConfigureAwait(false);
            await restorer.RestoreAsync(CheckpointStore.Images(directory), cancellationToken).ConfigureAwait(false);
            await restorer.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Replica.Exchange(aside, upper);
            CheckpointStore.Discard(aside);
            throw;
        }
        CheckpointStore.Discard(aside);
        await registry.EmitAsync(id, ContainerEventKind.Restored, manifest.Name).ConfigureAwait(false);
    }

    private static string Known(string name, ContainerId id) =>
        ContainerId.TryParse(name, null, out _) ? name : throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no checkpoint {name}");
}
