namespace Containment.Scheduling.Sharing;

/// <summary>
/// Takes caches back from containers that don't need them: a little at a time, more as long as it does no harm, and less and later when the
/// container then waits for memory, or nothing was to be had. (The idea is Senpai's.)
/// </summary>
internal static class Trimming
{
    public const double FirstStep = 0.01;
    private const double LeastStep = 0.002;
    private const long Least = 1 << 20;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(1), Pause = TimeSpan.FromSeconds(5), LongestPause = TimeSpan.FromMinutes(10);

    public static void Decide(GovernorSettings settings, MemoryLedger memory, IReadOnlyList<Standing> standings, DateTimeOffset now, List<GovernorAction> actions)
    {
        foreach (var standing in standings)
        {
            Judge(settings, standing, now);
            var (reading, note) = (standing.Reading, standing.Note);
            if (now < note.TakeAt || standing.Stall > settings.CalmPressure || standing.Grows || reading.CacheBytes < Least) continue;
            var above = reading.MemoryBytes - Math.Max(standing.Guarantee, reading.Needed);
            if (above < Least) continue;
            // Faster from those who have more than would be theirs.
            var step = reading.MemoryBytes > memory.FairShare(reading) ? Math.Min(settings.LargestReclaim, note.Step * 2) : note.Step;
            var bytes = Math.Min(above, Math.Max(Least, (long)(reading.MemoryBytes * step)));
            actions.Add(new GovernorAction.ReclaimMemory(reading.Id, bytes, "it does not wait for memory, and free memory is scarce"));
            standing.Note = note with { Taken = (bytes, reading.MemoryBytes), TakeAt = now + Between };
        }
    }

    private static void Judge(GovernorSettings settings, Standing standing, DateTimeOffset now)
    {
        var note = standing.Note;
        if (note.Taken is not { } taken) return;
        var fell = taken.Had - standing.Reading.MemoryBytes;
        if (standing.Stall > settings.CalmPressure || (now >= note.TakeAt && fell < taken.Asked / 4)) standing.Note = Later(note, now);
        else if (now >= note.TakeAt) standing.Note = note with { Step = Math.Min(settings.LargestReclaim, note.Step * 1.25), Vain = 0, Taken = null };
    }

    private static StandingNote Later(StandingNote note, DateTimeOffset now)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Pause.TotalSeconds * Math.Pow(2, Math.Min(note.Vain, 10))));
        return note with { Step = Math.Max(LeastStep, note.Step / 2), Vain = note.Vain + 1, Taken = null, TakeAt = now + pause };
    }
}
