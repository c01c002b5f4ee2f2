using Containment.Backups.Restic;
using Containment.Checkpoints;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;

namespace Containment.Backups.HandingOver;

/// <summary>Brings a container back that was handed over and that no other host has taken.</summary>
internal sealed class TakingBack(ContainerRegistry registry)
{
    /// <param name="id">The container.</param>
    /// <param name="repository">Where it was handed over; null: nobody is asked, and whoever says so vouches that no other host has it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RunAsync(ContainerId id, BackupRepository? repository, CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var gone = (await new StatusReader(registry).ReadAsync(id, cancellationToken).ConfigureAwait(false)).Ownership;
        if (!gone.ByBackup || gone.Owner == Owner.Here) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} was not handed over by a backup ({gone.Owner}); there is nothing to take back");
        if (repository is not null)
        {
            HandOverName.Check(id, gone, await new BackupShelf(repository).IdAsync(cancellationToken).ConfigureAwait(false));
            await new HandOverClaim(registry.Host.Options, repository).TakeAsync(gone.MigrationId!, cancellationToken).ConfigureAwait(false);
        }
        ChangeSteps.Of(registry.Host).Reached("claimed");
        using (var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false))
        {
            var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
            if (status.Ownership != gone) throw NotHere.Refusal(id, status.Ownership, "somebody else has changed that meanwhile");
            // Frozen since a handing over that was killed: the checkpoint is the same.
            if (status.Phase is ContainerPhase.Running or ContainerPhase.Paused) await Killing.RunAsync(registry, id, status.ProcessId, cancellationToken).ConfigureAwait(false);
            var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
            // Above the one that the backup has.
            await registry.Store.WriteStateAsync(held, state with { Ownership = new(gone.Epoch + (gone.Owner == Owner.Outgoing ? 2 : 1), Owner.Here) }, CancellationToken.None).ConfigureAwait(false);
        }
        await registry.EmitAsync(id, ContainerEventKind.MigrationFailed, "taken back").ConfigureAwait(false);
        var (store, name) = (new CheckpointStore(registry.Paths(id)), HandOver.CheckpointOf(gone));
        if (!Directory.Exists(store.DirectoryOf(name))) return;
        await new BringingBack(registry).RunAsync(id, name, cancellationToken).ConfigureAwait(false);
        store.Delete(name);
    }
}
