using Containment.Scheduling.Merging;

namespace Containment.Tests.Scheduling;

internal sealed class MergeRateTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Test]
    public void It_is_quick_when_a_container_came_and_slow_when_that_was_long_ago()
    {
        var rate = MergeRate.Begin.Next(1, 0, Start);
        Assert.That(rate.Pages, Is.EqualTo(MergeRate.Quick));
        Assert.That(rate.Next(1, 0, Start + TimeSpan.FromSeconds(29)).Pages, Is.EqualTo(MergeRate.Quick));
        Assert.That(rate.Next(1, 0, Start + TimeSpan.FromSeconds(30)).Pages, Is.EqualTo(MergeRate.Slow));
    }

    [Test]
    public void It_stays_quick_as_long_as_more_is_saved()
    {
        var rate = MergeRate.Begin.Next(1, 0, Start);
        for (var second = 20; second <= 200; second += 20)
        {
            rate = rate.Next(1, second * 1000, Start + TimeSpan.FromSeconds(second));
            Assert.That(rate.Pages, Is.EqualTo(MergeRate.Quick), $"{second}");
        }
        Assert.That(rate.Next(1, 200_100, Start + TimeSpan.FromSeconds(231)).Pages, Is.EqualTo(MergeRate.Slow), "not even a hundredth more");
    }

    [Test]
    public void Small_gains_that_add_up_are_seen_and_what_was_lost_may_be_gained_again()
    {
        var slow = MergeRate.Begin.Next(1, 10_000, Start).Next(1, 10_000, Start + TimeSpan.FromMinutes(1));
        Assert.That(slow.Pages, Is.EqualTo(MergeRate.Slow));
        var later = Start + TimeSpan.FromMinutes(2);
        Assert.That(slow.Next(1, 10_150, later).Next(1, 10_300, later).Pages, Is.EqualTo(MergeRate.Quick));
        Assert.That(slow.Next(1, 2_000, later).Next(1, 5_000, later).Pages, Is.EqualTo(MergeRate.Quick));
    }

    [Test]
    public void One_that_goes_is_nothing_new() =>
        Assert.That(MergeRate.Begin.Next(2, 500, Start).Next(1, 500, Start + TimeSpan.FromMinutes(1)).Pages, Is.EqualTo(MergeRate.Slow));
}
