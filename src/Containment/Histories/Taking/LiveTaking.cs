using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Histories.Memory;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>Takes a snapshot of a container that runs: its upper layer is mounted and can't be exchanged, so it is copied; on btrfs as a whole, in no time.</summary>
internal sealed class LiveTaking(ContainerRegistry registry, HeldContainer container, bool content)
{
    private readonly string _upper = registry.Snapshots.UpperOf(container.Id, container.State.Own.Upper);
    private readonly int _number = container.State.Own.Last + 1;

    public async Task<OwnLayers> FilesAsync(SnapshotRecord snapshot, CancellationToken cancellationToken)
    {
        var freeze = await Copy().FilesAsync(cancellationToken).ConfigureAwait(false);
        return await AddAsync(snapshot with { FreezeMicroseconds = (long)freeze.TotalMicroseconds }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<OwnLayers> WithMemoryAsync(SnapshotRecord snapshot, MemoryStore memory, CancellationToken cancellationToken)
    {
        var images = memory.Begin(snapshot.Name);
        try
        {
            var (freeze, facts) = await Copy().WithMemoryAsync(images, cancellationToken).ConfigureAwait(false);
            var (digest, bytes) = await Task.Run(() => memory.Complete(snapshot.Name, facts), cancellationToken).ConfigureAwait(false);
            return await AddAsync(snapshot with { Memory = digest, MemoryBytes = bytes, FreezeMicroseconds = (long)freeze.TotalMicroseconds }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            memory.Remove(snapshot.Name);
            throw;
        }
    }

    private StillCopy Copy()
    {
        var own = container.State.Own.Upper;
        return new(registry, container, Begin) { Share = registry.Snapshots.CanShare(container.Id, own) ? () => registry.Snapshots.Share(container.Id, own, _number) : null };
    }

    private LayerCopy Begin()
    {
        registry.Snapshots.Make(container.Id, _number, like: _upper);
        return new([_upper], [], registry.Snapshots.UpperOf(container.Id, _number));
    }

    private async Task<OwnLayers> AddAsync(SnapshotRecord snapshot, CancellationToken cancellationToken)
    {
        var seal = await Task.Run(() => LayerSeal.Of(registry.Snapshots.UpperOf(container.Id, _number), content, flush: true, cancellationToken), cancellationToken).ConfigureAwait(false);
        var (own, chain) = container.State.Own.Copy(seal.Digest, seal.Content);
        return own.Add(snapshot with { Layers = chain, FileBytes = seal.Bytes });
    }
}
