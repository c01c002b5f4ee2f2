namespace Containment.Histories;

/// <summary>How two states differ at a path.</summary>
public enum SnapshotDifferenceKind
{
    /// <summary>Only the second has it.</summary>
    Added,
    /// <summary>Both have it, with another kind, content, owner, mode or attributes.</summary>
    Changed,
    /// <summary>Only the first has it.</summary>
    Removed,
}
