using Containment.Containers.Storing;

namespace Containment.Migration.Ends;

/// <summary>What can't go along: a container's files move as one layer, without its snapshots, and its volumes are its host's. One that has any does not move.</summary>
internal static class StayingBehind
{
    public static IReadOnlyList<MigrationFinding> Of(ContainerId id, ContainerState state) =>
    [
        .. state.Own.Snapshots.Count == 0 ? (IEnumerable<MigrationFinding>)[] : [MigrationFindings.Snapshots(id, state.Own.Snapshots.Count)],
        .. state.Volumes.Select(volume => MigrationFindings.Volume(id, volume)),
    ];

    /// <exception cref="MigrationException"><see cref="MigrationFailure.Refused"/>.</exception>
    public static void Check(ContainerId id, ContainerState state)
    {
        if (Of(id, state) is [var first, ..] findings) throw new MigrationException(MigrationFailure.Refused, id.Value, $"container {id} can't move: {first}", findings);
    }
}
