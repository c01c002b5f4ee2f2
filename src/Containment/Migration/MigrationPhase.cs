namespace Containment.Migration;

/// <summary>Where a move stands, in order.</summary>
public enum MigrationPhase
{
    /// <summary>Connecting to the target and authenticating both sides.</summary>
    Connecting,
    /// <summary>The target checks whether it can take the container, and prepares.</summary>
    Preparing,
    /// <summary>Files are copied while the container runs.</summary>
    CopyingFiles,
    /// <summary>The container is being frozen.</summary>
    Freezing,
    /// <summary>Memory and the last changed files are sent; the container stands still.</summary>
    CopyingMemory,
    /// <summary>The target restores it and holds it before its first instruction.</summary>
    Restoring,
    /// <summary>The source has given it up; the target takes over.</summary>
    Committing,
    /// <summary>It runs on the target, and what it lacks of its memory follows.</summary>
    Filling,
    /// <summary>It runs on the target; the source deletes its frozen copy.</summary>
    Cleaning,
    /// <summary>Moved.</summary>
    Done,
    /// <summary>Something failed before the commit: it goes on at the source.</summary>
    RollingBack,
    /// <summary>The link broke after the commit: asking the target who owns it.</summary>
    Settling,
    /// <summary>The link broke before the commit: it goes on at the source, and the move is tried again after a pause.</summary>
    Resuming,
}
