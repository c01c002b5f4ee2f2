using System.Diagnostics;
using System.Text.Json;
using Containment.Backups.Restic;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Taking;
using Containment.Linux.Descriptors;

namespace Containment.Backups.Taking;

/// <summary>Takes a backup: what a container is at one moment is copied beside it, it goes on, and restic sends the copy away.</summary>
internal sealed class BackupTaking(ContainerRegistry registry, BackupRepository repository)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ResticRun _restic = new(repository);

    /// <summary>Asks for the repository first, before the container stands still for nothing.</summary>
    public async Task<BackupReport> RunAsync(ContainerId id, BackupOptions options, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await _restic.ReadAsync(ResticArguments.Snapshots(repository, id), cancellationToken).ConfigureAwait(false);
        return await SendAsync(id, options, cancellationToken).ConfigureAwait(false) with { Duration = Stopwatch.GetElapsedTime(began) };
    }

    /// <summary>For who has just asked for it.</summary>
    public async Task<BackupReport> SendAsync(ContainerId id, BackupOptions options, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        using var stage = await BackupStage.MakeAsync(registry.Host.Options, id.Value, cancellationToken).ConfigureAwait(false);
        var (note, copy) = await FillAsync(stage, id, options.Memory, cancellationToken).ConfigureAwait(false);
        ChangeSteps.Of(registry.Host).Reached("copied");
        try
        {
            var summary = await SendAsync(stage, id, note, options, cancellationToken).ConfigureAwait(false);
            var backup = new Backup(summary.Snapshot![..8], id, Environment.MachineName, note.TakenAt, options.Memory);
            return new(backup, TimeSpan.FromMicroseconds(note.FreezeMicroseconds), Stopwatch.GetElapsedTime(began), summary.BytesProcessed, summary.DataAdded, summary.FilesNew + summary.FilesChanged);
        }
        finally
        {
            // Also where it could not be sent: it is what the next one begins with.
            if (options.KeepCopy) await KeepAsync(stage, id, copy).ConfigureAwait(false);
        }
    }

    private async Task<(BackupNote Note, StageCopy Copy)> FillAsync(BackupStage stage, ContainerId id, bool memory, CancellationToken cancellationToken)
    {
        try
        {
            using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
            if (memory && !container.Runs) throw Ending.NotRunning(id);
            while (true)
            {
                using var volumes = await VolumeCopies.OpenAsync(registry, container, stage, cancellationToken).ConfigureAwait(false);
                var copy = new StageCopy(registry, container, stage, volumes);
                var (freeze, facts) = await copy.RunAsync(memory, cancellationToken).ConfigureAwait(false);
                var note = await Task.Run(() => Describe(stage, container, volumes, freeze, facts, cancellationToken), cancellationToken).ConfigureAwait(false);
                if (copy.IsWhole(note.Seal)) return (note, copy);
            }
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        catch (Exception full) when (full is IOException or KernelException { ErrorName: "ENOSPC" or "EDQUOT" })
        {
            throw new ContainmentException(FailureReason.Exhausted, id.Value, $"a copy of container {id} can't be written: {full.Message}", null, full);
        }
    }

    // What fails here costs the next backup time, and this one nothing.
    private async Task KeepAsync(BackupStage stage, ContainerId id, StageCopy copy)
    {
        using var soon = new CancellationTokenSource(Patience);
        try
        {
            using var held = await registry.LockAsync(id, soon.Token).ConfigureAwait(false);
            await Task.Run(copy.Keep).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is ContainmentException or KernelException or KernelRefusal or IOException or OperationCanceledException)
        {
            BackupLog.NotKept(registry.Host.Logger<BackupTaking>(), id, failure);
        }
    }

    private BackupNote Describe(BackupStage stage, HeldContainer container, VolumeCopies volumes, TimeSpan freeze, ImageFacts? facts, CancellationToken cancellationToken)
    {
        var state = container.State;
        var spec = Storable.ParseSpec(File.ReadAllBytes(registry.Paths(container.Id).Spec), container.Id.Value);
        var now = new StoredSpec(StoredSpec.CurrentVersion, spec with { Limits = state.Limits, Service = state.Service ?? spec.Service, Volumes = state.Volumes });
        var note = new BackupNote
        {
            Version = BackupNote.CurrentVersion, Container = container.Id.Value, TakenAt = registry.Now, FreezeMicroseconds = (long)freeze.TotalMicroseconds,
            Spec = JsonElement.Parse(Storable.Write(now, StateJson.Default.StoredSpec)), Ids = state.Ids, Digest = state.Digest, Layers = state.Layers,
            LayerHome = registry.Images.Layers.Home, Machine = ThisMachine.Id, Seal = LayerDigest.Of(stage.Upper, contents: false, cancellationToken).Digest,
            Volumes = volumes.Describe(cancellationToken), Memory = facts is null ? null : new(facts, ImageDigests.Of(stage.Memory)),
        };
        File.WriteAllBytes(stage.Note, JsonSerializer.SerializeToUtf8Bytes(note, BackupJson.Default.BackupNote));
        return note;
    }

    private async Task<ResticLine> SendAsync(BackupStage stage, ContainerId id, BackupNote note, BackupOptions options, CancellationToken cancellationToken)
    {
        ResticLine? summary = null;
        try
        {
            await _restic.RunAsync(ResticArguments.Backup(repository, id, options.Memory, options.KeepCopy, Environment.MachineName, [stage.Path, .. note.Layers]), line =>
            {
                if (JsonSerializer.Deserialize(line, ResticJson.Default.ResticLine) is not { } told) return;
                if (told.Kind == "summary") summary = told;
                else if (told.Kind == "status") options.Progress?.Report(new(id, told.BytesDone, told.TotalBytes));
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (ContainmentException) when (summary?.Snapshot is { } incomplete)
        {
            // Some files could not be read: restic keeps such a snapshot, and nobody could tell it from a whole one.
            await _restic.RunAsync(ResticArguments.ForgetOne(repository, incomplete), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        return summary is { Snapshot.Length: >= 8 } ? summary : throw new ContainmentException(FailureReason.ToolFailed, $"{repository}", "restic did not say which snapshot it made");
    }
}
