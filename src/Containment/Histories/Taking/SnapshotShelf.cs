using Containment.Containers.Life;
using Containment.Containers.Storing;
using Containment.Histories.Comparing;
using Containment.Snapshots;

namespace Containment.Histories.Taking;

/// <summary>The snapshots that a container has.</summary>
internal sealed class SnapshotShelf(ContainerRegistry registry)
{
    public async Task<IReadOnlyList<Snapshot>> ListAsync(ContainerId id, CancellationToken cancellationToken)
    {
        var own = (await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false)).Own;
        return [.. own.Snapshots.Select(snapshot => Show(id, own, snapshot))];
    }

    public async Task<IReadOnlyList<SnapshotDifference>> DiffAsync(ContainerId id, string from, string? to, CancellationToken cancellationToken)
    {
        // Under the lock, so that no layer goes meanwhile.
        using var held = await registry.LockAsync(id, cancellationToken).ConfigureAwait(false);
        var state = await registry.Store.ReadStateAsync(id, cancellationToken).ConfigureAwait(false);
        registry.Quotas.Ready(id);
        var (one, other) = (Known(id, state.Own, from).Layers, to is null ? [state.Own.Upper, .. state.Own.Below] : Known(id, state.Own, to).Layers);
        return await Task.Run(() => TreeComparison.Run(Directories(id, one, state), Directories(id, other, state), cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ContainmentException">NotFound.</exception>
    public static SnapshotRecord Known(ContainerId id, OwnLayers own, string name) =>
        own.Find(name) ?? throw new ContainmentException(FailureReason.NotFound, name, $"container {id} has no snapshot {name}");

    public static Snapshot Show(ContainerId id, OwnLayers own, SnapshotRecord one) =>
        new(id, one.Name, one.Parent, one.TakenAt, one.Memory is not null, one.FileBytes, one.MemoryBytes, TimeSpan.FromMicroseconds(one.FreezeMicroseconds), own.Head == one.Name, one.Scheduled);

    private IReadOnlyList<string> Directories(ContainerId id, IReadOnlyList<int> layers, ContainerState state) =>
        [.. layers.Select(number => registry.Snapshots.UpperOf(id, number)), .. state.Layers];
}
