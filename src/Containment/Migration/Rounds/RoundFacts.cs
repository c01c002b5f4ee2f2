namespace Containment.Migration.Rounds;

/// <summary>What is known after a round of copying, with the container running.</summary>
/// <param name="Round">Its number, from 1.</param>
/// <param name="Sent">Bytes sent in it.</param>
/// <param name="Took">How long it took.</param>
/// <param name="Dirty">Bytes that were written meanwhile, and are to be sent.</param>
/// <param name="Speed">The cpu.max in force because of the move: 1 is all it had.</param>
/// <param name="Elapsed">Since the move began.</param>
internal readonly record struct RoundFacts(int Round, long Sent, TimeSpan Took, long Dirty, double Speed, TimeSpan Elapsed);
