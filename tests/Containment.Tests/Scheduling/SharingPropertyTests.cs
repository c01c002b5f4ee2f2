using Containment.Resources;
using Containment.Scheduling;
using CsCheck;

namespace Containment.Tests.Scheduling;

/// <summary>What holds on every machine, however many containers there are and whatever they want.</summary>
internal sealed class SharingPropertyTests
{
    private const long MiB = 1 << 20;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(100);

    private static readonly Gen<Wanted> One = Gen.Select(Gen.Int[1, 20], Gen.Int[20, 120], Gen.Int[0, 3], Gen.Int[0, 1000], Gen.Bool, Gen.Bool,
        (idle, burst, guarantee, weight, slows, limited) => new Wanted(idle, burst, guarantee == 0 ? idle : 0, weight + 1, slows, limited));

    private static readonly Gen<Wanted[]> Some = One.Array[1, 40];

    [Test]
    public void No_one_is_allowed_more_than_its_limit_or_less_than_its_guarantee_and_no_one_below_its_guarantee_is_held() =>
        Some.Sample(wanted => Run(wanted, bursts: 100, seconds: 5, (_, reading, action) => action switch
        {
            GovernorAction.AllowMemory { Bytes: { } bytes } => bytes <= (reading.MemoryLimit ?? long.MaxValue) && bytes >= Guarantee(reading),
            GovernorAction.Hold => reading.Needed >= Guarantee(reading),
            GovernorAction.ReclaimMemory reclaim => reclaim.Bytes > 0 && reading.MemoryBytes - reclaim.Bytes >= Guarantee(reading) && reclaim.Bytes <= reading.CacheBytes,
            GovernorAction.GiveCpu cpu => cpu.Weight is >= 1 and <= 10_000,
            _ => true,
        }).Good, seed: "0000KOIPZSv1", iter: 60, threads: 1);

    [Test]
    public void Whoever_can_be_governed_is_never_killed_and_what_is_promised_is_there() =>
        Some.Sample(wanted =>
        {
            // Of one without a limit nobody knows what it may come to want.
            var machine = Run([.. wanted.Select(one => one with { Limited = true })], bursts: 100, seconds: 10, (_, _, _) => true).Machine;
            return machine.Kills == 0;
        }, seed: "0000KOIPZSv1", iter: 60, threads: 1);

    [Test]
    public void A_constant_load_comes_to_rest() =>
        Some.Sample(wanted =>
        {
            var machine = Run(wanted, bursts: 0, seconds: 30, (_, _, _) => true).Machine;
            var before = machine.Done.Count;
            machine.Run(TimeSpan.FromSeconds(60));
            return machine.Done.Skip(before).All(done => done.Action is GovernorAction.ReclaimMemory);
        }, seed: "0000KOIPZSv1", iter: 30, threads: 1);

    [Test]
    public void The_same_readings_give_the_same_decision() =>
        Some.Sample(wanted =>
        {
            var (first, second) = (Run(wanted, 20, 3, (_, _, _) => true).Machine, Run(wanted, 20, 3, (_, _, _) => true).Machine);
            return first.Done.SequenceEqual(second.Done);
        }, seed: "0000KOIPZSv1", iter: 20, threads: 1);

    private static (bool Good, SimulatedMachine Machine) Run(Wanted[] wanted, int bursts, int seconds, Func<GovernorReadings, ContainerReading, GovernorAction, bool> holds)
    {
        // Half of what they want at most, but always what is promised, and room for one that is alone.
        var bytes = Math.Max(wanted.Sum(one => (one.Idle + one.Burst) / 2) + 150, 600) * MiB;
        var good = true;
        var containers = wanted.Select((one, n) => new SimulatedContainer($"c{n}", one.Idle * MiB, (one.Idle + one.Burst) * MiB, Work)
        {
            Service = new() { MemoryGuarantee = one.Guarantee > 0 ? MemoryLimit.MiB(one.Guarantee) : MemoryLimit.None, MemoryWeight = one.Weight },
            Limit = one.Limited ? (one.Idle + one.Burst) * MiB : null, CanBeSlowed = one.Slows, Bursts = bursts, CacheWanted = 10 * MiB, CacheRate = 1 * MiB,
        }).ToArray();
        var machine = new SimulatedMachine(new SharingPolicy(new() { GrowthPerCore = 256 * MiB }), bytes, 2, containers)
        {
            Looked = (readings, decision) => good &= decision.Actions.All(action => holds(readings, readings.Containers.Single(reading => reading.Id == action.Id), action)),
        };
        machine.Run(TimeSpan.FromSeconds(seconds));
        return (good, machine);
    }

    private static long Guarantee(ContainerReading reading) => Math.Min(reading.Service.MemoryGuarantee.Bytes ?? 0, reading.MemoryLimit ?? long.MaxValue);

    private sealed record Wanted(int Idle, int Burst, int Guarantee, int Weight, bool Slows, bool Limited);
}
