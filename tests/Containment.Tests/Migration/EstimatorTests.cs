using Containment.Migration;
using Containment.Migration.Planning;

namespace Containment.Tests.Migration;

internal sealed class EstimatorTests
{
    private const long Gigabyte = 1 << 30;

    [Test]
    public void Memory_is_saved_sent_and_restored_while_it_stands_still()
    {
        var estimate = Estimator.Of(MigrationStrategy.StopAndCopy, new(0, 0, Gigabyte, Gigabyte / 2, null));
        Assert.That(estimate.Freeze, Is.EqualTo(Estimator.FixedFreeze + TimeSpan.FromSeconds(4)));
        Assert.That(estimate.Total, Is.GreaterThan(estimate.Freeze));
        Assert.That(estimate.Bytes, Is.EqualTo(Gigabyte));
    }

    [Test]
    public void Files_are_sent_before_the_freeze()
    {
        var (without, with) = (Estimator.Of(MigrationStrategy.StopAndCopy, new(0, 0, 1 << 20, Gigabyte, null)), Estimator.Of(MigrationStrategy.StopAndCopy, new(Gigabyte, Gigabyte, 1 << 20, Gigabyte, null)));
        Assert.That(with.Freeze, Is.EqualTo(without.Freeze));
        Assert.That(with.Total - without.Total, Is.EqualTo(TimeSpan.FromSeconds(2)).Within(TimeSpan.FromMilliseconds(1)));
    }

    [TestCase(MigrationStrategy.Cold)]
    [TestCase(MigrationStrategy.NearLive)]
    public void Without_its_processes_no_memory_is_sent(MigrationStrategy strategy) => Assert.That(Estimator.Of(strategy, new(10, 20, Gigabyte, Gigabyte, null)).Bytes, Is.EqualTo(30));

    [Test]
    public void How_long_processes_take_to_end_and_to_start_is_not_guessed() => Assert.That(Estimator.Of(MigrationStrategy.NearLive, new(0, 0, 0, Gigabyte, null)).Freeze, Is.Null);

    [TestCase(null)]
    [TestCase(0L)]
    public void Without_a_bandwidth_no_time_is_said(long? rate)
    {
        var estimate = Estimator.Of(MigrationStrategy.StopAndCopy, new(1, 2, 3, rate, null));
        Assert.That((estimate.Freeze, estimate.Total, estimate.Bytes), Is.EqualTo(((TimeSpan?)null, (TimeSpan?)null, 6L)));
    }
}
