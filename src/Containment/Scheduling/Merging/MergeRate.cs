namespace Containment.Scheduling.Merging;

/// <summary>
/// How many pages ksmd looks at in each round. Quickly while there is something new, since what is equal is equal from the start; slowly
/// once a whole round through memory brings nothing more. Pure.
/// </summary>
/// <param name="Containers">How many containers want it.</param>
/// <param name="Saved">Pages saved, the last time that it was looked at.</param>
/// <param name="QuickUntil">Until when it is quick.</param>
/// <param name="Pages">Pages a round.</param>
internal sealed record MergeRate(int Containers, long Saved, DateTimeOffset QuickUntil, int Pages)
{
    /// <summary>At 20 ms a round: 0.4 GB a second at most, some tenths of a core, and 20 MB a second.</summary>
    public const int Quick = 2000, Slow = 100, RoundMilliseconds = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static MergeRate Begin { get; } = new(0, 0, DateTimeOffset.MinValue, Slow);

    public MergeRate Next(int containers, long saved, DateTimeOffset now)
    {
        // A hundredth more than before is more.
        var more = containers > Containers || saved > Saved + (Saved / 100) + 100;
        var until = more ? now + Patience : QuickUntil;
        return new(containers, more ? saved : Math.Min(Saved, saved), until, now < until ? Quick : Slow);
    }
}
