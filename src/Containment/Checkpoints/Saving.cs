using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Linux.Descriptors;

namespace Containment.Checkpoints;

/// <summary>Takes a checkpoint: memory and files from one freeze, on disk.</summary>
internal sealed class Saving(ContainerRegistry registry)
{
    /// <summary>Of a container that ends with it: done when it can be restored, and before its processes end. If it fails, they go on.</summary>
    public Func<IContainerLock, ContainerState, Task> BeforeEnd { get; init; } = static (_, _) => Task.CompletedTask;

    public async Task<Checkpoint> RunAsync(ContainerId id, CheckpointOptions options, CancellationToken cancellationToken)
    {
        CheckpointPowers.Check(id);
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var status = await new StatusReader(registry).ReadAsync(held, cancellationToken).ConfigureAwait(false);
        if (status.Ownership.Owner != Owner.Here) throw new ContainmentException(FailureReason.WrongState, id.Value, $"container {id} is on its way between hosts; it can't be saved now");
        if (status.Phase is not (ContainerPhase.Running or ContainerPhase.Paused)) throw Ending.NotRunning(id);
        var paths = registry.Paths(id);
        var store = new CheckpointStore(paths);
        var name = options.Name ?? registry.Now.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var directory = Guarded(() => store.Begin(name), id);
        try
        {
            var manifest = await TakeAsync(held, store, directory, name, options.LeaveRunning, cancellationToken).ConfigureAwait(false);
            await registry.EmitAsync(id, ContainerEventKind.Checkpointed, name).ConfigureAwait(false);
            return manifest.ToCheckpoint();
        }
        catch
        {
            CheckpointStore.Discard(directory);
            throw;
        }
    }

    private async Task<Manifest> TakeAsync(IContainerLock held, CheckpointStore store, string directory, string name, bool goOn, CancellationToken cancellationToken)
    {
        var id = held.Id;
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        var copy = new LayerCopy(registry.OwnLayers(id, state), state.Layers, CheckpointStore.Upper(directory));
        await using var dumper = await Dumper.PrepareAsync(registry.Host, id, cancellationToken).ConfigureAwait(false);
        try
        {
            var began = Stopwatch.GetTimestamp();
            var at = registry.Now;
            await dumper.FreezeAsync(cancellationToken).ConfigureAwait(false);
            await dumper.DumpAsync(CheckpointStore.Images(directory), cancellationToken).ConfigureAwait(false);
            var bytes = Guarded(() => copy.Run(durable: false, following: false, cancellationToken), id);
            if (goOn) await dumper.ThawAsync(cancellationToken).ConfigureAwait(false);
            var freeze = Stopwatch.GetElapsedTime(began);
            var manifest = await Task.Run(() => Guarded(() =>
            {
                var whole = new Manifest
                {
                    Version = Manifest.CurrentVersion, Container = id.Value, Name = name, TakenAt = at, FreezeMicroseconds = (long)freeze.TotalMicroseconds,
                    Epoch = state.Ownership.Epoch, BaseDigest = state.Digest, Snapshot = state.Own.Head, Spec = JsonElement.Parse(File.ReadAllBytes(registry.Paths(id).Spec)),
                    Facts = dumper.Facts, Images = ImageDigests.Of(CheckpointStore.Images(directory)),
                    LayerDigest = LayerDigest.Of(CheckpointStore.Upper(directory), cancellationToken), LayerBytes = bytes,
                };
                store.Publish(directory, whole);
                return whole;
            }, id), cancellationToken).ConfigureAwait(false);
            if (goOn) return manifest;
            // Only now that it can be restored.
            await BeforeEnd(held, state).ConfigureAwait(false);
            await dumper.EndAsync(CancellationToken.None).ConfigureAwait(false);
            return manifest;
        }
        catch
        {
            await dumper.ThawAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private static T Guarded<T>(Func<T> act, ContainerId id)
    {
        try
        {
            return act();
        }
        catch (KernelRefusal refusal)
        {
            throw new KernelException(refusal);
        }
        catch (IOException full)
        {
            throw new ContainmentException(FailureReason.Exhausted, id.Value, $"the checkpoint of container {id} can't be written: {full.Message}", null, full);
        }
    }
}
