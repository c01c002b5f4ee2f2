using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Tests.Scheduling;

internal sealed class CpuSharingTests
{
    private static readonly MachineReading Machine = new(1L << 32, 0, 1L << 32, 4);

    [Test]
    public void Who_is_promised_cores_gets_a_weight_that_gives_them_beside_all_who_compete()
    {
        var weights = Weights([Busy("gold", "cpu=2"), .. Enumerable.Range(0, 18).Select(n => Busy($"c{n}", "cpu=none"))]);
        var gold = weights["gold"];
        Assert.That(4.0 * gold / (gold + (18 * 100)), Is.EqualTo(2.105).Within(0.05), "two, and its part of the rest");
        Assert.That(weights.Keys, Is.EqualTo(["gold"]), "the others keep theirs");
    }

    [Test]
    public void Who_does_not_compete_is_left_alone() => Assert.That(Weights([Busy("gold", "cpu=2") with { CpuTime = default }, Busy("other", "cpu=none")]), Is.Empty);

    [Test]
    public void A_class_weight_is_set_as_it_is() => Assert.That(Weights([Busy("a", "cpu=none:110"), Busy("b", "cpu=none")]), Is.EqualTo(new Dictionary<string, int> { ["a"] = 110 }));

    [Test]
    public void A_class_limit_is_set_once()
    {
        var policy = new SharingPolicy();
        var now = DateTimeOffset.UnixEpoch;
        var first = policy.Decide(policy.Begin(), new(Machine, [Busy("a", "cpu=none:100:1.5")]), now);
        Assert.That(first.Actions, Is.EqualTo([new GovernorAction.GiveCpu("a", 100, 1.5, "as its class says")]));
        Assert.That(policy.Decide(first.State, new(Machine, [Busy("a", "cpu=none:100:1.5")]), now.AddSeconds(10)).Actions, Is.Empty);
    }

    [Test]
    public void More_than_there_is_is_promised_to_nobody()
    {
        var weights = Weights([Busy("a", "cpu=6"), Busy("b", "cpu=2"), Busy("c", "cpu=none")]);
        Assert.That(weights["a"] / (double)weights["b"], Is.EqualTo(3).Within(0.1));
    }

    private static ContainerReading Busy(string id, string service) => new(id) { Service = ServiceClass.Parse(service), CpuTime = TimeSpan.FromSeconds(1) };

    private static Dictionary<string, int> Weights(IReadOnlyList<ContainerReading> readings)
    {
        var policy = new SharingPolicy();
        var first = policy.Decide(policy.Begin(), new(Machine, [.. readings.Select(reading => reading with { CpuTime = default })]), DateTimeOffset.UnixEpoch);
        var second = policy.Decide(first.State, new(Machine, readings), DateTimeOffset.UnixEpoch.AddSeconds(10));
        return first.Actions.Concat(second.Actions).OfType<GovernorAction.GiveCpu>().GroupBy(give => give.Id.Value).ToDictionary(group => group.Key, group => group.Last().Weight);
    }
}
