namespace Containment.Migration;

/// <summary>Why a move failed.</summary>
public enum MigrationFailure
{
    /// <summary>The target could not be reached, or the link broke.</summary>
    LinkLost,
    /// <summary>The other host's certificate is not among the trusted ones.</summary>
    PeerNotTrusted,
    /// <summary>The two hosts speak different versions of the protocol.</summary>
    VersionMismatch,
    /// <summary>The target said no; <see cref="MigrationException.Findings"/> says why.</summary>
    Refused,
    /// <summary>The other host broke the protocol, or a digest did not match.</summary>
    ProtocolBroken,
    /// <summary>The other host owed an answer for too long, or the freeze took longer than allowed.</summary>
    TimedOut,
    /// <summary>It writes to its memory faster than it can be sent, and <see cref="MigrateOptions.WhenStuck"/> says to give up then.</summary>
    DidNotConverge,
    /// <summary>A step failed at the source.</summary>
    SourceFailed,
    /// <summary>A step failed at the target.</summary>
    TargetFailed,
    /// <summary>The caller cancelled before the commit.</summary>
    Cancelled,
    /// <summary>The link broke after the commit and the target could not be asked: neither copy may run until the two talk again.</summary>
    InDoubt,
}
