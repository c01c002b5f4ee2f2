using System.Diagnostics;
using System.Text.Json;
using Containment.Backups.Restic;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Memory;
using Containment.Histories.Taking;
using Containment.Linux.Descriptors;

namespace Containment.Backups.Taking;

/// <summary>Says of a copy of a container what it is, and sends it away.</summary>
internal sealed class BackupSending(ContainerRegistry registry, BackupRepository repository)
{
    private readonly ResticRun _restic = new(repository);

    public BackupNote Describe(BackupStage stage, HeldContainer container, VolumeCopies volumes, TimeSpan freeze, SavedMemory? memory, HandedOver? handOver, CancellationToken cancellationToken)
    {
        var state = container.State;
        var spec = Storable.ParseSpec(File.ReadAllBytes(registry.Paths(container.Id).Spec), container.Id.Value);
        var now = new StoredSpec(StoredSpec.CurrentVersion, state.Now(spec) with { Limits = state.Limits, Service = state.Service ?? spec.Service, Volumes = state.Volumes, Disk = state.DiskLike(spec.Disk) });
        var note = new BackupNote
        {
            Version = BackupNote.CurrentVersion, Container = container.Id.Value, TakenAt = registry.Now, FreezeMicroseconds = (long)freeze.TotalMicroseconds,
            Spec = JsonElement.Parse(Storable.Write(now, StateJson.Default.StoredSpec)), Ids = state.Ids, Digest = state.Digest, Layers = state.Layers,
            LayerHome = registry.Images.Layers.Home, Machine = ThisMachine.Id, Seal = LayerDigest.Of(stage.Upper, contents: false, cancellationToken).Digest,
            Volumes = volumes.Describe(cancellationToken), Memory = memory, HandOver = handOver,
        };
        File.WriteAllBytes(stage.Note, JsonSerializer.SerializeToUtf8Bytes(note, BackupJson.Default.BackupNote));
        return note;
    }

    /// <param name="stage">The copy.</param>
    /// <param name="id">Of which container.</param>
    /// <param name="note">What it is.</param>
    /// <param name="kept">Whether its files are those of the last time where nothing changed them.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<BackupReport> RunAsync(BackupStage stage, ContainerId id, BackupNote note, bool kept, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var summary = await SendAsync(stage, id, note, kept, progress, cancellationToken).ConfigureAwait(false);
        var backup = new Backup(summary.Snapshot![..8], id, Environment.MachineName, note.TakenAt, note.Memory is not null) { HandedOver = note.HandOver is not null };
        return new(backup, TimeSpan.FromMicroseconds(note.FreezeMicroseconds), Stopwatch.GetElapsedTime(began), summary.BytesProcessed, summary.DataAdded, summary.FilesNew + summary.FilesChanged);
    }

    /// <summary>Names what keeps a copy from being written.</summary>
    public static async Task<T> GuardedAsync<T>(ContainerId id, Func<Task<T>> fill)
    {
        try
        {
            return await fill().ConfigureAwait(false);
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

    private async Task<ResticLine> SendAsync(BackupStage stage, ContainerId id, BackupNote note, bool kept, IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        ResticLine? summary = null;
        try
        {
            await _restic.RunAsync(ResticArguments.Backup(repository, id, note.Memory is not null, note.HandOver?.Id, kept, Environment.MachineName, [stage.Path, .. note.Layers]), line =>
            {
                if (JsonSerializer.Deserialize(line, ResticJson.Default.ResticLine) is not { } told) return;
                if (told.Kind == "summary") summary = told;
                else if (told.Kind == "status") progress?.Report(new(id, told.BytesDone, told.TotalBytes));
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
