using Containment.Containers.Guests;

namespace Containment.Tests.Guests;

internal sealed class LoadAveragesTests
{
    [Test]
    public void They_come_to_what_is_always_busy()
    {
        var load = LoadAverages.AtStart;
        for (var minute = 1; minute <= 120; minute++) load = load.Next(TimeSpan.FromMinutes(2 * minute), TimeSpan.FromMinutes(minute));
        Assert.That((load.One, load.Five, load.Fifteen), Is.EqualTo((2.0, 2.0, 2.0)).Using<(double, double, double)>((a, b) => Math.Abs(a.Item1 - b.Item1) + Math.Abs(a.Item2 - b.Item2) + Math.Abs(a.Item3 - b.Item3) < 0.01));
    }

    [Test]
    public void It_makes_no_difference_how_often_they_are_asked_for()
    {
        var (often, once) = (LoadAverages.AtStart, LoadAverages.AtStart);
        for (var second = 1; second <= 60; second++) often = often.Next(TimeSpan.FromSeconds(second * 0.7), TimeSpan.FromSeconds(second));
        once = once.Next(TimeSpan.FromSeconds(42), TimeSpan.FromSeconds(60));
        Assert.That(often.One, Is.EqualTo(once.One).Within(1e-9));
        Assert.That(often.ToString(), Is.EqualTo("0.44 0.13 0.05"));
    }

    [Test]
    public void They_fade_when_nothing_runs()
    {
        var load = LoadAverages.AtStart.Next(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(60));
        load = load.Next(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(65));
        Assert.That(load.One, Is.LessThan(0.01));
        Assert.That(load.Fifteen, Is.InRange(0.6, 0.8));
    }

    [Test]
    public void A_new_run_begins_anew()
    {
        var load = LoadAverages.AtStart.Next(TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(60)).Next(TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.That((load.One, load.Busy), Is.EqualTo((0.0, TimeSpan.Zero)));
    }
}
