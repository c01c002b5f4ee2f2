using Containment.Migration;
using Containment.Migration.Rounds;

namespace Containment.Tests.Migration.Rounds;

internal sealed class RoundPolicyTests
{
    private const long MiB = 1 << 20;

    [Test]
    public void It_freezes_when_the_rest_fits_into_the_budget() =>
        // 100 MiB a second, 50 ms of other work, 100 ms of budget: 5 MiB fit, 6 do not.
        Assert.That((Next(Plan(), (100, 1000, 5)), Next(Plan(), (100, 1000, 6))), Is.EqualTo((RoundAction.Freeze, RoundAction.Again)));

    [Test]
    public void It_freezes_when_next_to_nothing_is_left_although_the_budget_is_too_small() =>
        Assert.That(Next(Plan() with { Budget = TimeSpan.FromMilliseconds(1) }, (100, 1000, 1)), Is.EqualTo(RoundAction.Freeze));

    [Test]
    public void Rounds_go_on_as_long_as_they_get_shorter() =>
        Assert.That(Next(Plan(), (1000, 10000, 500), (500, 5000, 250), (250, 2500, 125)), Is.EqualTo(RoundAction.Again));

    [TestCase(NonConvergence.SlowDown, RoundAction.Slow)]
    [TestCase(NonConvergence.PostCopy, RoundAction.PostCopy)]
    [TestCase(NonConvergence.Cancel, RoundAction.GiveUp)]
    [TestCase(NonConvergence.Force, RoundAction.Freeze)]
    public void When_they_do_not_get_shorter_it_does_what_the_caller_wants(NonConvergence wanted, object expected) =>
        Assert.That(Next(Plan() with { WhenStuck = wanted }, (1000, 10000, 500), (500, 5000, 490), (490, 4900, 480)), Is.EqualTo(expected));

    [Test]
    public void One_long_round_is_no_proof() =>
        Assert.That(Next(Plan() with { WhenStuck = NonConvergence.Cancel }, (1000, 10000, 500), (500, 5000, 490)), Is.EqualTo(RoundAction.Again));

    [Test]
    public void It_is_slowed_down_step_by_step_to_a_tenth_and_then_forced()
    {
        List<RoundFacts> rounds = [Facts(1, 1000, 10000, 500), Facts(2, 500, 5000, 500), Facts(3, 500, 5000, 500)];
        List<double> speeds = [];
        while (RoundPolicy.Next(Plan(), rounds) == RoundAction.Slow)
        {
            var speed = RoundPolicy.Slower(rounds[^1].Speed);
            speeds.Add(speed);
            rounds.Add(Facts(rounds.Count + 1, 500, 5000, 500) with { Speed = speed });
            // It is given the time to show what that does.
            Assert.That(RoundPolicy.Next(Plan(), rounds), Is.AnyOf(RoundAction.Slow, RoundAction.Again, RoundAction.Freeze));
            if (RoundPolicy.Next(Plan(), rounds) == RoundAction.Again) rounds.Add(Facts(rounds.Count + 1, 500, 5000, 500) with { Speed = speed });
        }
        Assert.That(speeds, Is.EqualTo(new[] { 0.5, 0.25, 0.125, 0.1 }));
        Assert.That(RoundPolicy.Next(Plan(), rounds), Is.EqualTo(RoundAction.Freeze));
    }

    [Test]
    public void There_is_a_most_of_rounds() =>
        Assert.That(Next(Plan() with { Most = 3, WhenStuck = NonConvergence.Force }, (1000, 10000, 500), (500, 5000, 250), (250, 2500, 125)), Is.EqualTo(RoundAction.Freeze));

    [Test]
    public void Where_the_rest_may_come_later_one_round_is_enough() =>
        Assert.That(Next(Plan() with { PostCopy = true }, (1000, 10000, 500)), Is.EqualTo(RoundAction.PostCopy));

    [Test]
    public void The_newest_rounds_say_most_about_the_link() =>
        Assert.That(RoundPolicy.BytesPerSecond([Facts(1, 100, 1000, 1), Facts(2, 10, 1000, 1), Facts(3, 10, 1000, 1)]) / MiB, Is.InRange(20, 40));

    [Test]
    public void A_round_of_nothing_says_nothing_about_the_link() => Assert.That(RoundPolicy.BytesPerSecond([Facts(1, 0, 5, 1)]), Is.Zero);

    private static RoundPlan Plan() => new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(50), 10, NonConvergence.SlowDown, PostCopy: false);

    private static RoundAction Next(RoundPlan plan, params (long Sent, int Milliseconds, long Dirty)[] rounds) =>
        RoundPolicy.Next(plan, [.. rounds.Select((round, n) => Facts(n + 1, round.Sent, round.Milliseconds, round.Dirty))]);

    private static RoundFacts Facts(int round, long sent, int milliseconds, long dirty) => new(round, sent * MiB, TimeSpan.FromMilliseconds(milliseconds), dirty * MiB, 1, TimeSpan.Zero);
}
