using Containment.Scheduling;
using Containment.Tests.Scheduling.Traces;

namespace Containment.Tests.Scheduling;

/// <summary>The policy on what a governor saw of real containers (docs/governor.md says how to record it again).</summary>
internal sealed class RecordedTraceTests
{
    private static readonly Look[] Looks = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Scheduling", "Traces", "bursts.jsonl")).Select(Look.Parse)];

    [Test]
    public void It_is_of_a_machine_that_was_short_of_memory() => Assert.Multiple(() =>
    {
        Assert.That(Looks, Has.Length.GreaterThan(50));
        Assert.That(Looks.All(look => look.Needed <= look.Memory));
        var seen = Looks.Select(look => look.ToReadings().Readings).ToArray();
        Assert.That(seen.Max(look => look.Containers.Sum(one => one.MemoryLimit)), Is.EqualTo(3 * Looks[0].Memory));
        Assert.That(seen.Any(look => look.Containers.Any(one => one.Held)));
    });

    [Test]
    public void Growth_is_rationed_only_while_memory_is_short_and_never_below_what_is_promised()
    {
        var held = new HashSet<ContainerId>();
        foreach (var (readings, decision) in Replay())
        {
            foreach (var action in decision.Actions)
            {
                var one = readings.Containers.Single(reading => reading.Id == action.Id);
                if (action is GovernorAction.Hold)
                {
                    Assert.That(decision.Short);
                    Assert.That(one.Needed, Is.GreaterThanOrEqualTo(one.Service.MemoryGuarantee.Bytes ?? 0));
                    Assert.That(held.Add(one.Id), $"{one.Id} was held already");
                }
                if (action is GovernorAction.LetGo) Assert.That(held.Remove(one.Id), $"{one.Id} was not held");
                if (action is GovernorAction.ReclaimMemory reclaim) Assert.That(reclaim.Bytes, Is.Positive.And.LessThanOrEqualTo(one.CacheBytes));
            }
            // Somebody else, so it was then, has let it go.
            held.RemoveWhere(id => readings.Containers.All(reading => reading.Id != id));
            if (!decision.Short) Assert.That(held, Is.Empty, "all are let go when there is enough");
        }
    }

    [Test]
    public void It_decides_to_ration_before_memory_is_used_up() =>
        Assert.That(Replay().SkipWhile(step => !step.Decision.Short).First().Readings.Machine.NeededBytes, Is.LessThan(Looks[0].Memory));

    [Test]
    public void The_same_trace_gives_the_same_decisions()
    {
        var (first, second) = (Replay().SelectMany(step => step.Decision.Actions).ToArray(), Replay().SelectMany(step => step.Decision.Actions).ToArray());
        Assert.That(second, Is.EqualTo(first));
    }

    // What was held then is held by nobody now, unless this policy decides so too: the readings say what it itself has decided.
    private static IEnumerable<(GovernorReadings Readings, GovernorDecision Decision)> Replay()
    {
        var policy = new SharingPolicy();
        var state = policy.Begin();
        var held = new HashSet<ContainerId>();
        foreach (var look in Looks)
        {
            var (now, seen) = look.ToReadings();
            var readings = seen with { Containers = [.. seen.Containers.Select(one => one with { Held = held.Contains(one.Id) })] };
            var decision = policy.Decide(state, readings, now);
            state = decision.State;
            foreach (var action in decision.Actions)
            {
                if (action is GovernorAction.Hold) held.Add(action.Id);
                if (action is GovernorAction.LetGo) held.Remove(action.Id);
            }
            yield return (readings, decision);
        }
    }
}
