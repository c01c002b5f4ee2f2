namespace Containment.Histories;

/// <summary>What a schedule did for a container.</summary>
/// <param name="Container">Which.</param>
/// <param name="Taken">The snapshot; null where it failed.</param>
/// <param name="Expired">The snapshots that were deleted.</param>
/// <param name="Failure">Why not all was done; null: all was. It is tried again in the next round.</param>
public sealed record SnapshotRound(ContainerId Container, Snapshot? Taken, IReadOnlyList<string> Expired, ContainmentException? Failure);
