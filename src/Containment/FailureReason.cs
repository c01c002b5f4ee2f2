namespace Containment;

/// <summary>Why a stage failed.</summary>
public enum FailureReason
{
    /// <summary>The kernel refused a call; the exception is a <see cref="KernelException"/>.</summary>
    KernelRefused,
    /// <summary>There is no such container, image, checkpoint or host.</summary>
    NotFound,
    /// <summary>The name is taken.</summary>
    AlreadyExists,
    /// <summary>The container is not in a state in which this can be done.</summary>
    WrongState,
    /// <summary>An external program is missing; the message names the package to install.</summary>
    ToolMissing,
    /// <summary>An external program failed; the message holds its last words.</summary>
    ToolFailed,
    /// <summary>This kernel or machine lacks what is needed.</summary>
    Unsupported,
    /// <summary>Something on disk or on the wire does not match its digest or its form.</summary>
    Corrupt,
    /// <summary>It took longer than allowed.</summary>
    TimedOut,
    /// <summary>The other host could not be reached, or refused.</summary>
    PeerFailed,
    /// <summary>Disk, memory, ids or addresses are used up.</summary>
    Exhausted,
    /// <summary>The process that keeps the container has died.</summary>
    KeeperLost,
}
