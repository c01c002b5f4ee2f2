using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>Moves that are begun again because their link broke.</summary>
[CancelAfter(30_000)]
internal sealed class ResumptionTests
{
    private static readonly MigrateOptions Quick = new() { Resumptions = 4, ResumptionPause = TimeSpan.FromMilliseconds(20), ConnectRetries = 0, Streams = 1, SettleTimeout = TimeSpan.FromSeconds(5) };

    [TestCase(1)]
    [TestCase(3)]
    public async Task A_move_whose_link_is_cut_now_and_then_gets_through(int cuts, CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync();
        var phases = new List<MigrationPhase>();
        var left = cuts;
        var report = await RunAsync(hosts, phases, () => new StepHook("begin source: Dump", () => { if (left-- > 0) { hosts.Wire.Cut(); hosts.Wire.Mend(); } }), cancellation);
        Assert.That(report.Resumptions, Is.EqualTo(cuts));
        Assert.That(phases.Count(phase => phase == MigrationPhase.Resuming), Is.EqualTo(cuts));
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State, hosts.Violations), Is.EqualTo((FakeCopy.None, FakeCopy.Running, "")));
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    [Test]
    public async Task A_link_that_breaks_every_time_is_told_in_the_end_and_the_container_goes_on_here(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync();
        var attempts = 0;
        var failure = await Assert.ThrowsAsync<MigrationException>(() => RunAsync(hosts, [], () => new StepHook("begin source: Dump", () => { attempts++; hosts.Wire.Cut(); hosts.Wire.Mend(); }), cancellation));
        Assert.That((failure!.Failure, attempts), Is.EqualTo((MigrationFailure.LinkLost, 5)));
        await hosts.Listener!.DisposeAsync();
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo((FakeCopy.Running, FakeCopy.None)));
    }

    [Test]
    public async Task What_fails_for_another_reason_or_can_t_be_reached_at_all_is_not_tried_again(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync(new FakeTargetEnds(hosts.World, Containment.Migration.Protocol.Work.Restore));
        var phases = new List<MigrationPhase>();
        Assert.That((await Assert.ThrowsAsync<MigrationException>(() => RunAsync(hosts, phases, () => new StepHook(), cancellation)))!.Failure, Is.EqualTo(MigrationFailure.TargetFailed));
        hosts.Wire.Cut();
        Assert.That((await Assert.ThrowsAsync<MigrationException>(() => RunAsync(hosts, phases, () => new StepHook(), cancellation)))!.Failure, Is.EqualTo(MigrationFailure.LinkLost));
        Assert.That(phases, Has.None.EqualTo(MigrationPhase.Resuming));
    }

    private static Task<MigrationReport> RunAsync(TwoHosts hosts, List<MigrationPhase> phases, Func<StepHook> watch, CancellationToken cancellation)
    {
        var progress = new Phases(phases);
        return Resumption.RunAsync(TwoHosts.Container, Quick, TimeProvider.System, progress, stop => hosts.MoveAsync(Quick, watch(), progress: progress, cancellation: stop), cancellation);
    }

    private sealed class Phases(List<MigrationPhase> phases) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value)
        {
            lock (phases) phases.Add(value.Phase);
        }
    }
}
