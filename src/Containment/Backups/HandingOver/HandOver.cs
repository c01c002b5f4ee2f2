using System.Diagnostics;
using Containment.Backups.Restic;
using Containment.Backups.Taking;
using Containment.Checkpoints;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Memory;
using Containment.Histories.Taking;

namespace Containment.Backups.HandingOver;

/// <summary>
/// Gives a container away through a repository. From before its processes end until its owner says otherwise it can't run here; what it was is
/// kept here too, as a checkpoint, so that each try after an interrupted one sends the same.
/// <code>
/// state.json   Here ──────────────► Outgoing ─────────────────────► Gone
/// on disk           checkpoint, then          restic's snapshot is
///                   the processes end         there, or not at all
/// </code>
/// </summary>
internal sealed class HandOver(ContainerRegistry registry, BackupRepository repository)
{
    /// <summary>What the checkpoint of a handing over is called.</summary>
    public static string CheckpointOf(Ownership ownership) => $"hand-over-{ownership.MigrationId}";

    public async Task<BackupReport> RunAsync(ContainerId id, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        // Asked first, before the container ends for nothing.
        var through = await new BackupShelf(repository).IdAsync(cancellationToken).ConfigureAwait(false);
        var leaving = await LeaveAsync(id, through, cancellationToken).ConfigureAwait(false);
        ChangeSteps.Of(registry.Host).Reached("left");
        try
        {
            // A try before may have come as far as that.
            var report = (await new BackupShelf(repository).OfHandOverAsync(leaving.MigrationId!, cancellationToken).ConfigureAwait(false)).Select(there => there.ToBackup()).OfType<Backup>().FirstOrDefault() is { } there
                ? new BackupReport(there, TimeSpan.Zero, TimeSpan.Zero, 0, 0, 0)
                : await SendAsync(id, leaving, progress, cancellationToken).ConfigureAwait(false);
            ChangeSteps.Of(registry.Host).Reached("sent");
            using (var held = await registry.LockAsync(id, CancellationToken.None).ConfigureAwait(false))
                await OwnAsync(held, leaving, new(leaving.Epoch + 1, Owner.Gone, $"backup {report.Backup.Id} in {repository}", leaving.MigrationId) { ByBackup = true }).ConfigureAwait(false);
            await registry.EmitAsync(id, ContainerEventKind.MigratedAway, $"backup {report.Backup.Id}").ConfigureAwait(false);
            return report with { Duration = Stopwatch.GetElapsedTime(began) };
        }
        catch (ContainmentException failure)
        {
            const string left = "it does not run, and all of it is kept";
            throw new ContainmentException(failure.Reason, id.Value, $"{failure.Message}. Container {id} is not handed over yet; {left}: hand it over again, or take it back (containment backup take-back {id})", left, failure);
        }
    }

    private async Task<Ownership> LeaveAsync(ContainerId id, string through, CancellationToken cancellationToken)
    {
        var status = await new StatusReader(registry).ReadAsync(id, cancellationToken).ConfigureAwait(false);
        var runs = status.Phase is ContainerPhase.Running or ContainerPhase.Paused;
        if (status.Ownership is { ByBackup: true, Owner: Owner.Outgoing } begun)
        {
            HandOverName.Check(id, begun, through);
            // Whoever began it died before its frozen processes had ended.
            if (runs) await new Ending(registry).KillAsync(id, cancellationToken).ConfigureAwait(false);
            return begun;
        }
        var leaving = new Ownership(status.Ownership.Epoch, Owner.Outgoing, $"{repository}", HandOverName.New(through)) { ByBackup = true };
        if (runs)
        {
            await new Saving(registry) { BeforeEnd = (held, _) => OwnAsync(held, status.Ownership, leaving) }.RunAsync(id, new() { Name = CheckpointOf(leaving), LeaveRunning = false }, cancellationToken).ConfigureAwait(false);
            return leaving;
        }
        using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
        if (container.Runs) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} was started meanwhile; hand it over again");
        await OwnAsync(container.Lock, status.Ownership, leaving).ConfigureAwait(false);
        return leaving;
    }

    private async Task<BackupReport> SendAsync(ContainerId id, Ownership leaving, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        using var stage = await BackupStage.MakeAsync(registry.Host.Options, id.Value, cancellationToken).ConfigureAwait(false);
        var sending = new BackupSending(registry, repository);
        var note = await BackupSending.GuardedAsync(id, async () =>
        {
            using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
            var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
            var container = new HeldContainer(held, await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false), status);
            using var volumes = await VolumeCopies.OpenAsync(registry, container, stage, cancellationToken).ConfigureAwait(false);
            return await Task.Run(() => Fill(stage, sending, container, volumes, leaving, cancellationToken), cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
        return await sending.RunAsync(stage, id, note, kept: false, progress, cancellationToken).ConfigureAwait(false);
    }

    private BackupNote Fill(BackupStage stage, BackupSending sending, HeldContainer container, VolumeCopies volumes, Ownership leaving, CancellationToken cancellationToken)
    {
        var layers = registry.OwnLayers(container.Id, container.State);
        stage.Begin(like: layers[0]);
        foreach (var begin in volumes.Copies) begin().Run(durable: false, following: false, cancellationToken);
        var handOver = new HandedOver(leaving.MigrationId!, leaving.Epoch + 1);
        var store = new CheckpointStore(registry.Paths(container.Id));
        var saved = store.List().FirstOrDefault(checkpoint => checkpoint.Name == CheckpointOf(leaving));
        if (saved is null)
        {
            new LayerCopy(layers, container.State.Layers, stage.Upper).Run(durable: false, following: false, cancellationToken);
            return sending.Describe(stage, container, volumes, TimeSpan.Zero, null, handOver, cancellationToken);
        }
        var directory = store.DirectoryOf(saved.Name);
        LayerCopy.Run(CheckpointStore.Upper(directory), stage.Upper, cancellationToken);
        Directory.CreateDirectory(stage.Memory);
        foreach (var image in saved.Images) File.Copy(Path.Combine(CheckpointStore.Images(directory), image.Name), Path.Combine(stage.Memory, image.Name));
        return sending.Describe(stage, container, volumes, TimeSpan.FromMicroseconds(saved.FreezeMicroseconds), new SavedMemory(saved.Facts, saved.Images), handOver, cancellationToken);
    }

    private async Task OwnAsync(IContainerLock held, Ownership before, Ownership after)
    {
        var state = await registry.Store.ReadStateAsync(held.Id, CancellationToken.None).ConfigureAwait(false);
        if (state.Ownership != before) throw NotHere.Refusal(held.Id, state.Ownership, "somebody else has changed that meanwhile");
        await registry.Store.WriteStateAsync(held, state with { Ownership = after }, CancellationToken.None).ConfigureAwait(false);
    }
}
