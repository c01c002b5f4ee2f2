namespace Containment.Migration.Protocol;

/// <summary>Where the target stands; drawn in <see cref="Message"/>.</summary>
internal enum TargetPhase : byte
{
    /// <summary>No journal of this move.</summary>
    Unknown,
    Preparing,
    Receiving,
    Restoring,
    Prepared,
    Activating,
    /// <summary>It runs, and what it lacks of its memory comes from the source.</summary>
    Filling,
    Running,
    CleaningUp,
    /// <summary>No journal any more, and no offer of this move is taken again.</summary>
    Ended,
    /// <summary>The source has taken it back.</summary>
    Yielding,
}
