namespace Containment.Histories.Rounds;

/// <summary>Decides which snapshots are kept no longer. Pure.</summary>
internal static class Expiry
{
    /// <returns>The names of those that no rule keeps, oldest first.</returns>
    public static IReadOnlyList<string> Of(IEnumerable<(string Name, DateTimeOffset At)> taken, SnapshotRetention keep)
    {
        (string Name, DateTimeOffset At)[] newestFirst = [.. taken.OrderByDescending(one => one.At)];
        HashSet<string> kept = [.. newestFirst.Take(keep.Last).Select(one => one.Name)];
        kept.UnionWith(NewestOfEach(newestFirst, keep.Hourly, at => at.UtcTicks / TimeSpan.TicksPerHour));
        kept.UnionWith(NewestOfEach(newestFirst, keep.Daily, at => at.UtcTicks / TimeSpan.TicksPerDay));
        // The first day of the calendar was a Monday.
        kept.UnionWith(NewestOfEach(newestFirst, keep.Weekly, at => at.UtcTicks / TimeSpan.TicksPerDay / 7));
        return [.. newestFirst.Reverse().Select(one => one.Name).Where(name => !kept.Contains(name))];
    }

    private static IEnumerable<string> NewestOfEach((string Name, DateTimeOffset At)[] newestFirst, int periods, Func<DateTimeOffset, long> period) =>
        newestFirst.DistinctBy(one => period(one.At)).Take(periods).Select(one => one.Name);
}
