using System.Globalization;
using Containment.Containers;
using Containment.Containers.Life;
using Containment.Histories.Memory;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>Takes a snapshot, by the one of three ways that fits what the container is doing.</summary>
internal sealed class SnapshotTaking(ContainerRegistry registry)
{
    // The kernel takes 500 layers below an upper one (fs/overlayfs/params.h); the image has some of its own.
    private const int DeepestChain = 400;

    public async Task<Snapshot> RunAsync(ContainerId id, SnapshotOptions options, bool scheduled, CancellationToken cancellationToken)
    {
        using var container = await HeldContainer.TakeAsync(registry, id, cancellationToken).ConfigureAwait(false);
        var own = container.State.Own;
        var name = options.Name ?? registry.Now.ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        if (own.Find(name) is not null) throw new ContainmentException(FailureReason.AlreadyExists, name, $"container {id} has a snapshot {name} already");
        if (options.Memory && !container.Runs) throw Ending.NotRunning(id);
        if (own.Below.Count >= DeepestChain)
            throw new ContainmentException(FailureReason.Exhausted, id.Value, $"container {id} stands on {own.Below.Count} layers; delete snapshots, so that they can be merged");
        var snapshot = new SnapshotRecord { Name = name, TakenAt = registry.Now, Layers = [], Scheduled = scheduled };
        var memory = new MemoryStore(registry.Paths(id));
        memory.Sweep(own);
        var change = new LayerChange(registry, container.Lock, container.State);
        var after = await change.RunAsync(() => options.Memory ? new LiveTaking(registry, container, options.Checksum).WithMemoryAsync(snapshot, memory, cancellationToken)
            : container.Runs ? new LiveTaking(registry, container, options.Checksum).FilesAsync(snapshot, cancellationToken)
            : Task.Run(() => Seal(container, snapshot, options.Checksum, cancellationToken), cancellationToken)).ConfigureAwait(false);
        await registry.EmitAsync(id, ContainerEventKind.SnapshotTaken, name).ConfigureAwait(false);
        return SnapshotShelf.Show(id, after.Own, after.Own.Find(name)!);
    }

    private OwnLayers Seal(HeldContainer container, SnapshotRecord snapshot, bool content, CancellationToken cancellationToken)
    {
        var (own, bytes) = UpperSealing.Run(registry, container, content, cancellationToken);
        return own.Add(snapshot with { Layers = own.Below, FileBytes = bytes });
    }
}
