namespace Containment.Migration;

/// <summary>How far a move has got.</summary>
/// <param name="Id">The container.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">The round of file copying, from 1; 0 in other phases.</param>
/// <param name="BytesSent">Bytes sent so far, in all.</param>
/// <param name="RoundBytes">Bytes sent in this round or phase.</param>
/// <param name="Elapsed">Since the call.</param>
public sealed record MigrationProgress(ContainerId Id, MigrationPhase Phase, int Round, long BytesSent, long RoundBytes, TimeSpan Elapsed)
{
    /// <summary>How fast bytes go in this round or phase, on average; null: none have gone.</summary>
    public long? BytesPerSecond { get; init; }

    /// <summary>How fast it changes its memory; null: not measured.</summary>
    public long? DirtyBytesPerSecond { get; init; }

    /// <summary>Bytes that are still to be sent, by what was estimated before the move; null: not known.</summary>
    public long? BytesLeft { get; init; }

    /// <summary>How long it stands still by now, or has stood; null: it has not yet.</summary>
    public TimeSpan? Frozen { get; init; }
}
