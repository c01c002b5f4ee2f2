namespace Containment.Migration.Rounds;

/// <summary>
/// Decides after each round of pre-copy what comes next. Another round is worth it as long as the rounds get shorter; the freeze begins as
/// soon as what is left fits into its budget. Pure.
/// </summary>
internal static class RoundPolicy
{
    /// <summary>The least processor time that is left to it, of what it had.</summary>
    public const double Slowest = 0.1;

    // A round that leaves more than this of the one before does not get anywhere.
    private const double Shrinks = 0.8;
    // Below this another round costs more than sending it frozen.
    private const long Small = 1 << 20;
    private const int Patience = 2;

    /// <param name="plan">What is wanted.</param>
    /// <param name="rounds">All rounds so far; at least one.</param>
    public static RoundAction Next(RoundPlan plan, IReadOnlyList<RoundFacts> rounds)
    {
        var last = rounds[^1];
        if (last.Dirty <= Small || FreezeFor(plan, rounds) <= plan.Budget) return RoundAction.Freeze;
        // The whole of it has been sent once: what is left comes later.
        if (plan.PostCopy) return RoundAction.PostCopy;
        if (!IsStuck(rounds) && last.Round < plan.Most) return RoundAction.Again;
        return plan.WhenStuck switch
        {
            NonConvergence.SlowDown when last.Speed > Slowest && last.Round < plan.Most * 2 => RoundAction.Slow,
            NonConvergence.PostCopy => RoundAction.PostCopy,
            NonConvergence.Cancel => RoundAction.GiveUp,
            _ => RoundAction.Freeze,
        };
    }

    /// <summary>How long it would stand still if the freeze began now.</summary>
    public static TimeSpan FreezeFor(RoundPlan plan, IReadOnlyList<RoundFacts> rounds) =>
        plan.Fixed + (BytesPerSecond(rounds) is > 0 and var speed ? TimeSpan.FromSeconds(rounds[^1].Dirty / speed) : TimeSpan.Zero);

    /// <summary>What the link carried, in the rounds that were long enough to tell; 0: none was.</summary>
    public static double BytesPerSecond(IReadOnlyList<RoundFacts> rounds)
    {
        var (sent, seconds) = (0L, 0.0);
        foreach (var round in rounds)
        {
            if (round.Sent < Small) continue;
            // The newest count most: links change.
            (sent, seconds) = ((sent / 2) + round.Sent, (seconds / 2) + round.Took.TotalSeconds);
        }
        return seconds > 0 ? sent / seconds : 0;
    }

    /// <summary>How fast it writes to its memory, by the last round, in bytes a second.</summary>
    public static double DirtyRate(RoundFacts round) => round.Took > TimeSpan.Zero ? round.Dirty / round.Took.TotalSeconds : 0;

    /// <summary>What it is slowed down to next.</summary>
    public static double Slower(double speed) => Math.Max(Slowest, speed / 2);

    // Since it was last slowed down, or from the beginning.
    private static bool IsStuck(IReadOnlyList<RoundFacts> rounds)
    {
        var stuck = 0;
        for (var at = rounds.Count - 1; at > 0 && rounds[at].Speed == rounds[^1].Speed; at--)
        {
            if (rounds[at].Dirty < rounds[at - 1].Dirty * Shrinks) break;
            stuck++;
        }
        return stuck >= (rounds[^1].Speed < 1 ? 1 : Patience);
    }
}
