namespace Containment.Migration;

/// <summary>What a move would cost, by what is known before it. Rough: the memory that is in use now, at the bandwidth that was measured.</summary>
/// <param name="Bytes">Bytes to send, all rounds.</param>
/// <param name="Rounds">Rounds of copying, the last one included.</param>
/// <param name="Freeze">How long it would stand still; null where that can't be said: a bandwidth that is not known, or processes that end and start anew.</param>
/// <param name="Total">From the call to the end; null without a bandwidth.</param>
/// <param name="BytesPerSecond">What the link to the target carries; null: not known.</param>
/// <param name="DirtyBytesPerSecond">How fast it changes its memory; null: not measured.</param>
public sealed record MigrationEstimate(long Bytes, int Rounds, TimeSpan? Freeze, TimeSpan? Total, long? BytesPerSecond, long? DirtyBytesPerSecond);
