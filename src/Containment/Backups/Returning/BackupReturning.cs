using System.Text.Json;
using Containment.Backups.HandingOver;
using Containment.Backups.Restic;
using Containment.Backups.Taking;
using Containment.Checkpoints;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Cloning;
using Containment.Images;
using Containment.Linux.Descriptors;
using Containment.Snapshots;

namespace Containment.Backups.Returning;

/// <summary>Makes a container from a backup, on this host or another, under its name or another.</summary>
internal sealed class BackupReturning(ContainerRegistry registry, BackupRepository repository)
{
    private readonly ResticRun _restic = new(repository);

    public async Task<Container> RunAsync(string backup, RestoreBackupOptions options, CancellationToken cancellationToken)
    {
        await registry.ReadyAsync(cancellationToken).ConfigureAwait(false);
        var snapshot = await new BackupShelf(repository).FindAsync(backup, cancellationToken).ConfigureAwait(false);
        var claim = new HandOverClaim(registry.Host.Options, repository);
        if (snapshot.HandOver is { } before) await claim.CheckAsync(before, cancellationToken).ConfigureAwait(false);
        var note = await ReadNoteAsync(snapshot, cancellationToken).ConfigureAwait(false);
        var spec = Describe(note, snapshot, options);
        if (note.Memory is not null && !options.FilesOnly) CheckpointPowers.Check(spec.Id);
        if ((await registry.Store.ListAsync(cancellationToken).ConfigureAwait(false)).Contains(spec.Id))
            throw new ContainmentException(FailureReason.AlreadyExists, spec.Id.Value, $"there is a container {spec.Id} on this host; give the restored one another name");
        // No container's name begins with a dot.
        using var stage = await BackupStage.MakeAsync(registry.Host.Options, $".{snapshot.Id[..8]}", cancellationToken).ConfigureAwait(false);
        using var used = await registry.Images.Catalog.UseAsync(cancellationToken).ConfigureAwait(false);
        var layers = await BringAsync(stage, snapshot, note, options, cancellationToken).ConfigureAwait(false);
        var place = stage.Path + snapshot.Stage!;
        await Task.Run(() => Verify(place, note, options, cancellationToken), cancellationToken).ConfigureAwait(false);
        // Last, when nothing of what came can stand in the way any more.
        if (snapshot.HandOver is { } handOver) await claim.TakeAsync(handOver, cancellationToken).ConfigureAwait(false);
        if (spec.Root is RootSource.Directory) spec = spec with { Root = new RootSource.Directory(layers[0]) };
        var volumes = new VolumeReturning(registry);
        try
        {
            spec = await volumes.RunAsync(place, spec, note, options, cancellationToken).ConfigureAwait(false);
            return await MakeAsync(place, spec, note, layers, options, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await volumes.WithdrawAsync(spec.Id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<BackupNote> ReadNoteAsync(ResticSnapshot snapshot, CancellationToken cancellationToken)
    {
        var text = await _restic.ReadAsync(ResticArguments.Dump(repository, snapshot.Id, $"{snapshot.Stage}/{BackupNote.FileName}"), cancellationToken).ConfigureAwait(false);
        try
        {
            if (JsonSerializer.Deserialize(text, BackupJson.Default.BackupNote) is { Version: BackupNote.CurrentVersion } note) return note;
        }
        catch (JsonException wrong)
        {
            throw Unreadable(snapshot, wrong);
        }
        throw Unreadable(snapshot, null);
    }

    private static ContainerSpec Describe(BackupNote note, ResticSnapshot snapshot, RestoreBackupOptions options)
    {
        var spec = Storable.ParseSpec(JsonSerializer.SerializeToUtf8Bytes(note.Spec, BackupJson.Default.JsonElement), snapshot.Id);
        var named = spec with { Id = options.Name ?? spec.Id };
        return options.Describe?.Invoke(named) ?? named;
    }

    // Files that lie here already are not fetched again.
    private async Task<IReadOnlyList<string>> BringAsync(BackupStage stage, ResticSnapshot snapshot, BackupNote note, RestoreBackupOptions options, CancellationToken cancellationToken)
    {
        var restored = Directory.CreateDirectory(Path.Combine(registry.Host.Options.StateDirectory, "images", "restored"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        var layers = note.Layers.Select(layer => BaseLayer.Of(layer, note, snapshot.Id, registry.Images.Layers, restored)).ToArray();
        var total = options.Progress is null ? 0 : JsonSerializer.Deserialize(await _restic.ReadAsync(ResticArguments.Size(repository, snapshot.Id), cancellationToken).ConfigureAwait(false), ResticJson.Default.ResticStats)?.TotalSize ?? 0;
        IEnumerable<string> wanted = [snapshot.Stage!, .. layers.Where(layer => layer.Missing).Select(layer => layer.There)];
        await using (new WrittenWatch(stage.Path, total, note.Container, options.Progress))
            await _restic.RunAsync(ResticArguments.Restore(repository, snapshot.Id, stage.Path, wanted), cancellationToken).ConfigureAwait(false);
        foreach (var layer in layers.Where(layer => layer.Missing && !Directory.Exists(layer.Here)))
        {
            if (!Directory.Exists(stage.Path + layer.There)) throw new ContainmentException(FailureReason.Corrupt, snapshot.Id, $"backup {snapshot.Id[..8]} has no directory {layer.There}, on which its container stands");
            Directory.Move(stage.Path + layer.There, layer.Here);
        }
        return [.. layers.Select(layer => layer.Here)];
    }

    private static void Verify(string place, BackupNote note, RestoreBackupOptions options, CancellationToken cancellationToken)
    {
        var upper = Path.Combine(place, "upper");
        if (!Directory.Exists(upper) || LayerDigest.Of(upper, contents: false, cancellationToken).Digest != note.Seal)
            throw new ContainmentException(FailureReason.Corrupt, note.Container, $"what came back of container {note.Container} is not what was sent away");
        VolumeReturning.Verify(place, note, cancellationToken);
        if (note.Memory is { } memory && !options.FilesOnly) ImageDigests.Verify(Path.Combine(place, "memory"), memory.Images, cancellationToken);
    }

    private async Task<Container> MakeAsync(string place, ContainerSpec spec, BackupNote note, IReadOnlyList<string> layers, RestoreBackupOptions options, CancellationToken cancellationToken)
    {
        var memory = options.FilesOnly ? null : note.Memory;
        var epoch = note.HandOver?.Epoch ?? Ownership.Initial.Epoch;
        var ownership = memory is null ? new Ownership(epoch, Owner.Here) : new Ownership(epoch, Owner.Incoming, $"backup of {note.Container}");
        var content = new CreationContent(new(layers, note.Digest), (own, stop) => Task.Run(() => Take(place, spec.Id, own, stop), stop));
        var container = await new Creation(registry).RunAsync(spec, ownership, note.Ids, content, cancellationToken: cancellationToken).ConfigureAwait(false);
        if (memory is null) return container;
        try
        {
            await new CloneMemory(registry, memory, Path.Combine(place, "memory"), verified: Task.CompletedTask).GoOnAsync(container, null, cancellationToken).ConfigureAwait(false);
            return container;
        }
        catch
        {
            await new Withdrawal(registry).RunAsync(container).ConfigureAwait(false);
            throw;
        }
    }

    private OwnLayers Take(string place, ContainerId id, OwnLayers own, CancellationToken cancellationToken)
    {
        var upper = registry.Snapshots.UpperOf(id, own.Upper);
        using var from = At.OpenDirectory(place);
        using var to = At.OpenDirectory(Path.GetDirectoryName(upper)!);
        OwnTrees.Remove(to, "upper");
        try
        {
            At.Rename(from, "upper", to, "upper");
        }
        catch (KernelRefusal apart) when (apart.Error == Errno.EXDEV)
        {
            // On btrfs each layer is a file system of its own, and copies share their content.
            LayerRoot.Make(to, "upper", like: Path.Combine(place, "upper"));
            LayerCopy.Run(Path.Combine(place, "upper"), upper, cancellationToken);
        }
        return own;
    }

    private static ContainmentException Unreadable(ResticSnapshot snapshot, Exception? inner) =>
        new(FailureReason.Corrupt, snapshot.Id, $"backup {snapshot.Id[..8]}: its {BackupNote.FileName} is not of the form that this version reads", null, inner);
}
