namespace Containment.Migration;

/// <summary>What a fence knows of a machine.</summary>
public enum FenceAnswer
{
    /// <summary>Nothing for certain: the move stays in doubt.</summary>
    Unknown,
    /// <summary>It may run: the move stays in doubt.</summary>
    NotFenced,
    /// <summary>For certain, nothing runs there any more, and nothing will before this host can be reached from it.</summary>
    Fenced,
}
