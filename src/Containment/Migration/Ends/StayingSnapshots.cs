using Containment.Containers.Storing;

namespace Containment.Migration.Ends;

/// <summary>A container's files move as one layer, without its snapshots; so one that has any does not move.</summary>
internal static class StayingSnapshots
{
    public static MigrationFinding? Of(ContainerId id, ContainerState state) =>
        state.Own.Snapshots.Count == 0 ? null : MigrationFindings.Snapshots(id, state.Own.Snapshots.Count);

    /// <exception cref="MigrationException"><see cref="MigrationFailure.Refused"/>.</exception>
    public static void Check(ContainerId id, ContainerState state)
    {
        if (Of(id, state) is { } finding) throw new MigrationException(MigrationFailure.Refused, id.Value, $"container {id} can't move: {finding}", [finding]);
    }
}
