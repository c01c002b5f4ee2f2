using Containment.Resources;
using Containment.Scheduling;

namespace Containment.Tests.Scheduling;

[TestFixture(true)]
[TestFixture(false)]
internal sealed class SharingPolicyTests(bool slows)
{
    private const long MiB = 1 << 20;

    [Test]
    public void While_there_is_enough_nobody_is_touched()
    {
        var machine = new SimulatedMachine(Usual(), 4096 * MiB, 2, [.. Containers(20, 60 * MiB, bursts: 50)]);
        machine.Run(TimeSpan.FromSeconds(20));
        Assert.That(machine.Done, Is.Empty);
    }

    [Test]
    public void Bursts_that_want_three_times_the_memory_at_once_all_finish_and_nobody_is_killed()
    {
        var machine = new SimulatedMachine(Usual(), 1024 * MiB, 2, [.. Containers(60, 50 * MiB, bursts: 4)]);
        machine.Run(TimeSpan.FromSeconds(120));
        Assert.That((machine.Kills, machine.Containers.Min(container => container.Finished)), Is.EqualTo((0, 4)));
        Assert.That(machine.Done, Is.Not.Empty);
        Assert.That(machine.Containers, Is.All.Matches<SimulatedContainer>(container => container is { Held: false, Allowed: long.MaxValue }), "everybody is free again");
    }

    [Test]
    public void Without_the_governor_the_same_load_kills()
    {
        var machine = new SimulatedMachine(new NoPolicy(), 1024 * MiB, 2, [.. Containers(60, 50 * MiB, bursts: 4)]);
        machine.Run(TimeSpan.FromSeconds(60));
        Assert.That(machine.Kills, Is.Positive);
    }

    [Test]
    public void A_sudden_need_is_answered_within_a_second()
    {
        var machine = new SimulatedMachine(Usual(), 700 * MiB, 2, [.. Containers(60, 50 * MiB, bursts: 0)]);
        machine.Run(TimeSpan.FromSeconds(10));
        foreach (var container in machine.Containers) container.Bursts = 1;
        machine.Run(TimeSpan.FromSeconds(1));
        Assert.That((machine.Kills, machine.Done.Count > 0), Is.EqualTo((0, true)));
    }

    [Test]
    public void A_container_below_its_guarantee_never_waits()
    {
        var promised = ServiceClass.Parse("memory=50M");
        var containers = Containers(60, 50 * MiB, bursts: 20).ToArray();
        containers[0] = new("gold", 5 * MiB, 50 * MiB, TimeSpan.FromMilliseconds(200)) { Service = promised, Limit = 50 * MiB, CanBeSlowed = slows, Bursts = 20 };
        var machine = new SimulatedMachine(Usual(), 1024 * MiB, 2, containers);
        machine.Run(TimeSpan.FromSeconds(30));
        Assert.That(machine.Done.Where(done => done.Action.Id == "gold" && done.Action is GovernorAction.Hold or GovernorAction.AllowMemory { Bytes: < 50 * MiB }), Is.Empty);
        Assert.That(machine.Kills, Is.Zero);
    }

    [Test]
    public void Who_weighs_more_waits_less()
    {
        var containers = Containers(40, 50 * MiB, bursts: 1000).Concat(Enumerable.Range(0, 10).Select(n => new SimulatedContainer($"heavy{n}", 5 * MiB, 50 * MiB, TimeSpan.FromMilliseconds(200))
        {
            Service = ServiceClass.Parse("memory=none:1000"), Limit = 50 * MiB, CanBeSlowed = slows, Bursts = 1000,
        })).ToArray();
        var machine = new SimulatedMachine(Usual(), 512 * MiB, 2, containers);
        machine.Run(TimeSpan.FromSeconds(180));
        var (light, heavy) = (containers[..40].Average(container => container.Finished), containers[40..].Average(container => container.Finished));
        
        Assert.That(heavy, Is.GreaterThan(2 * light));
        Assert.That(containers[..40].Min(container => container.Finished), Is.Positive, "nobody starves");
    }

    [Test]
    public void Caches_are_taken_from_the_calm_when_free_memory_is_scarce()
    {
        var machine = new SimulatedMachine(Usual(), 1024 * MiB, 2, [.. Enumerable.Range(0, 10).Select(n => new SimulatedContainer($"c{n}", 10 * MiB, 10 * MiB, default) { Cache = 90 * MiB, CacheWanted = 90 * MiB, CanBeSlowed = slows })]);
        machine.Run(TimeSpan.FromMinutes(2));
        var free = (1024 * MiB) - machine.Containers.Sum(container => container.Needed + container.Cache);
        Assert.That(free, Is.GreaterThan(102 * MiB), "the reserve is free");
        Assert.That(free, Is.LessThan(200 * MiB), "and no more than that was taken");
    }

    [Test]
    public void Less_is_taken_from_one_that_needs_its_cache()
    {
        SimulatedContainer Cached(string name, double stall, long rate) => new(name, 10 * MiB, 10 * MiB, default) { Cache = 450 * MiB, CacheWanted = 450 * MiB, CacheRate = rate, StallPerByte = stall, CanBeSlowed = slows };
        var machine = new SimulatedMachine(Usual(), 1000 * MiB, 2, [Cached("calm", 0, 1 * MiB), Cached("needs", 0.1 / MiB, 50 * MiB)]);
        machine.Run(TimeSpan.FromMinutes(3));
        long Taken(string id) => machine.Done.Where(done => done.Action.Id == id).Sum(done => ((GovernorAction.ReclaimMemory)done.Action).Bytes);
        Assert.That(Taken("needs"), Is.LessThan(Taken("calm") / 3));
    }

    [Test]
    public void One_that_somebody_else_has_let_go_is_left_alone_for_a_while()
    {
        if (slows) return;
        var policy = Usual();
        ContainerReading Read(string id, long needed, bool held) => new(id) { MemoryLimit = 900 * MiB, MemoryBytes = needed, CanBeSlowed = false, Held = held };
        GovernorReadings All(long growing, bool held) => new(new(1000 * MiB, 850 * MiB + growing, 100 * MiB, 2), [Read("a", growing, held), Read("b", growing, false)]);
        var now = DateTimeOffset.UnixEpoch;
        var decision = policy.Decide(policy.Begin(), All(10 * MiB, false), now);
        decision = policy.Decide(decision.State, All(20 * MiB, false), now += TimeSpan.FromMilliseconds(50));
        Assert.That(decision.Actions.OfType<GovernorAction.Hold>().Select(hold => hold.Id.Value), Does.Contain("a"));
        for (var n = 0; n < 20; n++)
        {
            decision = policy.Decide(decision.State, All((21 + n) * MiB, false), now += TimeSpan.FromMilliseconds(50));
            Assert.That(decision.Actions.OfType<GovernorAction.Hold>().Where(hold => hold.Id == "a"), Is.Empty);
        }
    }

    private static SharingPolicy Usual() => new(new() { GrowthPerCore = 256 * MiB });

    private IEnumerable<SimulatedContainer> Containers(int count, long burst, int bursts) => Enumerable.Range(0, count).Select(n =>
        new SimulatedContainer($"c{n}", 5 * MiB, burst, TimeSpan.FromMilliseconds(200)) { Limit = burst, CanBeSlowed = slows, Bursts = bursts });

    private sealed record Nothing : GovernorState;

    private sealed class NoPolicy : IGovernorPolicy
    {
        public GovernorState Begin() => new Nothing();

        public GovernorDecision Decide(GovernorState state, GovernorReadings readings, DateTimeOffset now) => new(state, [], TimeSpan.FromSeconds(1), false);
    }
}
