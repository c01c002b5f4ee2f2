using System.Diagnostics;
using Containment.Checkpoints;
using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Storing;
using Containment.Containers.Life;
using Containment.Histories.Memory;
using Containment.Linux.Namespaces;
using Containment.Resources;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>
/// Takes a snapshot of a container that runs: its upper layer is mounted and can't be exchanged, so it is copied. All is copied while
/// the container goes on, and what changed meanwhile while it stands still.
/// </summary>
internal sealed class LiveTaking(ContainerRegistry registry, HeldContainer container, bool content)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly string _upper = registry.Snapshots.UpperOf(container.Id, container.State.Own.Upper);
    private readonly int _number = container.State.Own.Last + 1;

    public async Task<OwnLayers> FilesAsync(SnapshotRecord snapshot, CancellationToken cancellationToken)
    {
        Check();
        var copy = await CopyAsync(cancellationToken).ConfigureAwait(false);
        var cgroup = ContainerCgroup.Open(registry.Host, container.Id);
        var (stood, still) = (cgroup.IsFrozen, new Stillness(registry, container.Id));
        var began = Stopwatch.GetTimestamp();
        try
        {
            still.Begin();
            await cgroup.FreezeAsync(Patience, cancellationToken).ConfigureAwait(false);
            ChangeSteps.Of(registry.Host).Reached("frozen");
            copy.Run(durable: false, cancellationToken);
        }
        finally
        {
            if (!stood) await cgroup.ThawAsync(Patience, CancellationToken.None).ConfigureAwait(false);
            still.End();
        }
        return await AddAsync(snapshot with { FreezeMicroseconds = (long)Stopwatch.GetElapsedTime(began).TotalMicroseconds }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<OwnLayers> WithMemoryAsync(SnapshotRecord snapshot, MemoryStore memory, CancellationToken cancellationToken)
    {
        CheckpointPowers.Check(container.Id);
        var images = memory.Begin(snapshot.Name);
        try
        {
            await using var dumper = await Dumper.PrepareAsync(registry.Host, container.Id, cancellationToken).ConfigureAwait(false);
            var copy = await CopyAsync(cancellationToken).ConfigureAwait(false);
            var (began, still) = (Stopwatch.GetTimestamp(), new Stillness(registry, container.Id));
            try
            {
                still.Begin();
                await dumper.FreezeAsync(cancellationToken).ConfigureAwait(false);
                ChangeSteps.Of(registry.Host).Reached("frozen");
                await dumper.DumpAsync(images, cancellationToken).ConfigureAwait(false);
                copy.Run(durable: false, cancellationToken);
            }
            finally
            {
                await dumper.ThawAsync(CancellationToken.None).ConfigureAwait(false);
                still.End();
            }
            var freeze = Stopwatch.GetElapsedTime(began);
            var (digest, bytes) = await Task.Run(() => memory.Complete(snapshot.Name, dumper.Facts), cancellationToken).ConfigureAwait(false);
            return await AddAsync(snapshot with { Memory = digest, MemoryBytes = bytes, FreezeMicroseconds = (long)freeze.TotalMicroseconds }, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            memory.Remove(snapshot.Name);
            throw;
        }
    }

    // The first round follows a moving target; where it loses track, all is copied while the container stands still.
    private async Task<LayerCopy> CopyAsync(CancellationToken cancellationToken)
    {
        registry.Snapshots.Make(container.Id, _number, like: _upper);
        var copy = NewCopy();
        try
        {
            await Task.Run(() => copy.Run(durable: false, cancellationToken), cancellationToken).ConfigureAwait(false);
            return copy;
        }
        catch (ContainmentException lost) when (lost.Reason == FailureReason.Corrupt)
        {
            registry.Snapshots.Make(container.Id, _number, like: _upper);
            return NewCopy();
        }
    }

    private LayerCopy NewCopy() => new([_upper], [], registry.Snapshots.UpperOf(container.Id, _number));

    private async Task<OwnLayers> AddAsync(SnapshotRecord snapshot, CancellationToken cancellationToken)
    {
        var seal = await Task.Run(() => LayerSeal.Of(registry.Snapshots.UpperOf(container.Id, _number), content, cancellationToken), cancellationToken).ConfigureAwait(false);
        var (own, chain) = container.State.Own.Copy(seal.Digest, seal.Content);
        return own.Add(snapshot with { Layers = chain, FileBytes = seal.Bytes });
    }

    private void Check()
    {
        if (Self.Standing == Standing.User)
            throw new ContainmentException(FailureReason.Unsupported, container.Id.Value, $"container {container.Id} runs, and its files belong to ids that an ordinary user can't copy as; stop it for a snapshot");
    }
}
