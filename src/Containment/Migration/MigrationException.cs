namespace Containment.Migration;

/// <summary>A move failed. Unless <see cref="Failure"/> is <see cref="MigrationFailure.InDoubt"/>, the container goes on at the source as before.</summary>
public sealed class MigrationException : ContainmentException
{
    /// <summary>Makes one.</summary>
    public MigrationException(MigrationFailure failure, string subject, string message, IReadOnlyList<MigrationFinding>? findings = null, string? stateLeft = null, Exception? inner = null)
        : base(Reasons(failure), subject, message, stateLeft, inner)
    {
        Failure = failure;
        Findings = findings ?? [];
    }

    /// <summary>The kind of failure.</summary>
    public MigrationFailure Failure { get; }

    /// <summary>What stands in the way, where the target or the pre-flight said so.</summary>
    public IReadOnlyList<MigrationFinding> Findings { get; }

    /// <summary>The link was there and broke before the commit: another attempt may do.</summary>
    internal bool LinkBroke { get; init; }

    private static FailureReason Reasons(MigrationFailure failure) => failure switch
    {
        MigrationFailure.Refused => FailureReason.Unsupported,
        MigrationFailure.ProtocolBroken => FailureReason.Corrupt,
        MigrationFailure.TimedOut => FailureReason.TimedOut,
        MigrationFailure.InDoubt => FailureReason.WrongState,
        _ => FailureReason.PeerFailed,
    };
}
