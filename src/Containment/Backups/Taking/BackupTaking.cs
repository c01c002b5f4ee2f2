using System.Diagnostics;
using Containment.Backups.Restic;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Histories.Taking;
using Containment.Linux.Descriptors;

namespace Containment.Backups.Taking;

/// <summary>Takes a backup: what a container is at one moment is copied beside it, it goes on, and restic sends the copy away.</summary>
internal sealed class BackupTaking(ContainerRegistry registry, BackupRepository repository)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly BackupSending _sending = new(registry, repository);

    /// <summary>Asks for the repository first, before the container stands still for nothing.</summary>
    public async Task<BackupReport> RunAsync(ContainerId id, BackupOptions options, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await new BackupShelf(repository).ListAsync(id, cancellationToken).ConfigureAwait(false);
        return await SendAsync(id, options, cancellationToken).ConfigureAwait(false) with { Duration = Stopwatch.GetElapsedTime(began) };
    }

    /// <summary>For who has just asked for it.</summary>
    public async Task<BackupReport> SendAsync(ContainerId id, BackupOptions options, CancellationToken cancellationToken)
    {
        options = options with { KeepCopy = options.KeepCopy && KeptCopy.IsPossible };
        var began = Stopwatch.GetTimestamp();
        using var stage = await BackupStage.MakeAsync(registry.Host.Options, id.Value, cancellationToken).ConfigureAwait(false);
        var (note, copy) = await FillAsync(stage, id, options.Memory, cancellationToken).ConfigureAwait(false);
        ChangeSteps.Of(registry.Host).Reached("copied");
        try
        {
            return await _sending.RunAsync(stage, id, note, options.KeepCopy, options.Progress, cancellationToken).ConfigureAwait(false) with { Duration = Stopwatch.GetElapsedTime(began) };
        }
        finally
        {
            // Also where it could not be sent: it is what the next one begins with.
            if (options.KeepCopy) await KeepAsync(stage, id, copy).ConfigureAwait(false);
        }
    }

    private Task<(BackupNote Note, StageCopy Copy)> FillAsync(BackupStage stage, ContainerId id, bool memory, CancellationToken cancellationToken) => BackupSending.GuardedAsync(id, async () =>
    {
        using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
        if (memory && !container.Runs) throw Ending.NotRunning(id);
        using var volumes = await VolumeCopies.OpenAsync(registry, container, stage, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var copy = new StageCopy(registry, container, stage, volumes);
            var (freeze, facts) = await copy.RunAsync(memory, cancellationToken).ConfigureAwait(false);
            var note = await Task.Run(() => _sending.Describe(stage, container, volumes, freeze, facts is null ? null : new(facts, ImageDigests.Of(stage.Memory)), null, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (copy.IsWhole(note.Seal)) return (note, copy);
        }
    });

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
}
