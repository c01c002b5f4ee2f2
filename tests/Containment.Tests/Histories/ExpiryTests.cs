using Containment.Histories;
using Containment.Histories.Rounds;

namespace Containment.Tests.Histories;

internal sealed class ExpiryTests
{
    // A Monday.
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public void The_newest_are_kept() =>
        Assert.That(Expiry.Of(Every(TimeSpan.FromHours(1), 5), new() { Last = 3 }), Is.EqualTo(new[] { "0", "1" }));

    [Test]
    public void Of_each_period_the_newest_is_kept()
    {
        var taken = Every(TimeSpan.FromMinutes(20), 3 * 24 * 3);
        var gone = Expiry.Of(taken, new() { Last = 0, Hourly = 2, Daily = 3 }).ToHashSet();
        // The last two hours, the last 20 minutes of each; and the last of each of three days, one of which is there already.
        Assert.That(taken.Select(one => one.Name).Where(name => !gone.Contains(name)), Is.EqualTo(new[] { "71", "143", "212", "215" }));
    }

    [Test]
    public void A_period_without_any_takes_no_place()
    {
        (string, DateTimeOffset)[] taken = [("a", Start), ("b", Start.AddDays(20)), ("c", Start.AddDays(90))];
        Assert.That(Expiry.Of(taken, new() { Last = 0, Daily = 3 }), Is.Empty);
    }

    [Test]
    public void Weeks_begin_on_Monday() =>
        Assert.That(Expiry.Of([("sunday", Start.AddDays(6)), ("monday", Start.AddDays(7)), ("saturday", Start.AddDays(12))], new() { Last = 0, Weekly = 9 }), Is.EqualTo(new[] { "monday" }));

    [Test]
    public void What_was_kept_once_is_kept_until_enough_newer_ones_are_there([Values(1, 7, 60)] int minutes)
    {
        // As a schedule runs: after each snapshot the expired ones go. What is kept must be what would be kept had none gone.
        var keep = new SnapshotRetention { Last = 4, Hourly = 6, Daily = 5, Weekly = 3 };
        List<(string Name, DateTimeOffset At)> there = [], all = [];
        foreach (var one in Every(TimeSpan.FromMinutes(minutes), 40 * 24 * 60 / minutes / (minutes == 1 ? 10 : 1)))
        {
            there.Add(one);
            all.Add(one);
            var gone = Expiry.Of(there, keep).ToHashSet();
            there.RemoveAll(old => gone.Contains(old.Name));
            Assert.That(there, Has.Count.LessThanOrEqualTo(4 + 6 + 5 + 3));
        }
        Assert.That(there.Select(one => one.Name), Is.EqualTo(all.Select(one => one.Name).Except(Expiry.Of(all, keep))));
    }

    [Test]
    public void One_is_due_when_its_time_has_passed()
    {
        var schedule = new SnapshotSchedule { Every = TimeSpan.FromHours(2) };
        Assert.That((schedule.IsDue(null, Start), schedule.IsDue(Start, Start.AddMinutes(119)), schedule.IsDue(Start, Start.AddHours(2))), Is.EqualTo((true, false, true)));
    }

    [Test]
    public void Numbers_that_can_not_be_are_refused()
    {
        Assert.Throws<InvalidSpecException>(() => _ = new SnapshotRetention { Daily = -1 });
        Assert.Throws<InvalidSpecException>(() => _ = new SnapshotSchedule { Every = TimeSpan.FromSeconds(59) });
    }

    private static (string Name, DateTimeOffset At)[] Every(TimeSpan span, int count) => [.. Enumerable.Range(0, count).Select(n => ($"{n}", Start + n * span))];
}
