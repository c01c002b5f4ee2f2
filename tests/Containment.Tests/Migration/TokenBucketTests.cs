using Containment.Migration;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

internal sealed class TokenBucketTests
{
    [Test]
    public void Over_any_time_no_more_is_sent_than_the_rate_and_a_tenth_of_a_second()
    {
        var (bucket, now, sent) = (default(TokenBucket), TimeSpan.Zero, 0L);
        while (now < TimeSpan.FromSeconds(10))
        {
            (bucket, var wait) = bucket.Take(1_000_000, 256 * 1024, now);
            now += wait;
            sent += 256 * 1024;
            Assert.That(sent - (256 * 1024), Is.LessThanOrEqualTo(1_000_000 * (now.TotalSeconds + 0.1)));
        }
        Assert.That(sent, Is.GreaterThan(9_900_000));
    }

    [Test]
    public void A_long_pause_is_not_made_up_for()
    {
        var (bucket, _) = default(TokenBucket).Take(1_000_000, 1, TimeSpan.FromHours(1));
        Assert.That(bucket.Left, Is.LessThan(100_000));
        (bucket, var first) = bucket.Take(1_000_000, 1_099_999, TimeSpan.FromHours(1));
        Assert.That(first, Is.EqualTo(TimeSpan.Zero), "a frame may overdraw it");
        Assert.That(bucket.Take(1_000_000, 1, TimeSpan.FromHours(1)).Wait.TotalSeconds, Is.EqualTo(1).Within(0.01), "the next one waits for it");
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(100)]
    public void A_rate_at_which_nothing_would_move_is_refused(long rate) => Assert.Throws<InvalidSpecException>(() => new MigrateOptions { Bandwidth = rate });

    [TestCase(0)]
    [TestCase(9)]
    public void A_number_of_streams_that_makes_no_sense_is_refused(int streams) => Assert.Throws<InvalidSpecException>(() => new MigrateOptions { Streams = streams });
}
