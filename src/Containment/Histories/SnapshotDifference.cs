namespace Containment.Histories;

/// <summary>A path at which two states of a container's files differ.</summary>
/// <param name="Kind">How.</param>
/// <param name="Path">As the container sees it, absolute; bytes that are no text as <c>\xNN</c>.</param>
public sealed record SnapshotDifference(SnapshotDifferenceKind Kind, string Path);
