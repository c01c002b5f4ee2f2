namespace Containment.Migration;

/// <summary>How far a move has got.</summary>
/// <param name="Id">The container.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Round">The round of file copying, from 1; 0 in other phases.</param>
/// <param name="BytesSent">Bytes sent so far, in all.</param>
/// <param name="RoundBytes">Bytes sent in this round or phase.</param>
/// <param name="Elapsed">Since the call.</param>
public sealed record MigrationProgress(ContainerId Id, MigrationPhase Phase, int Round, long BytesSent, long RoundBytes, TimeSpan Elapsed);
