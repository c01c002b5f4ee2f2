using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>The link is cut at every step that either side takes in a good move, and mended afterwards.</summary>
internal sealed class CutLinkTests
{
    [TestCase("source", MigrationStrategy.StopAndCopy)]
    [TestCase("target", MigrationStrategy.StopAndCopy)]
    [TestCase("source", MigrationStrategy.PostCopy)]
    [TestCase("target", MigrationStrategy.PostCopy)]
    [CancelAfter(120_000)]
    public async Task A_link_cut_at_any_step_leaves_one_copy(string side, MigrationStrategy strategy, CancellationToken cancellation)
    {
        var steps = await GoodStepsAsync(side, strategy, cancellation);
        Assert.That(steps, Has.Count.GreaterThan(10));
        var (moved, stayed) = (0, 0);
        foreach (var step in steps)
        {
            await using var hosts = await TwoHosts.CreateAsync();
            var hook = new StepHook(step, () => { hosts.Wire.Cut(); hosts.Wire.Mend(); });
            await hosts.ListenAsync(watch: side == "target" ? hook : NoWatch.Instance);
            MigrationFailure? failure = null;
            try { await hosts.MoveAsync(watch: side == "source" ? hook : NoWatch.Instance, strategy: strategy, cancellation: cancellation); }
            catch (MigrationException failed) { failure = failed.Failure; }
            await hosts.Listener!.DisposeAsync();
            Assert.That(hook.Hit, Is.True, step);
            Assert.That(hosts.Violations, Is.Empty, step);
            Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo(failure is null ? (FakeCopy.None, FakeCopy.Running) : (FakeCopy.Running, FakeCopy.None)), $"{step}: {failure}");
            Assert.That(hosts.OpenJournals, Is.Empty, $"{step}: {failure}");
            if (failure is null) moved++; else stayed++;
        }
        Assert.That((moved, stayed), Is.Not.EqualTo((0, steps.Count)).And.Not.EqualTo((steps.Count, 0)), "some are before the commit and some after");
    }

    [Test, CancelAfter(30_000)]
    public async Task A_link_that_stays_cut_after_the_commit_leaves_it_in_doubt_until_they_talk_again(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync(patience: TimeSpan.FromSeconds(1));
        var hook = new StepHook("before source: send Commit", () => hosts.Wire.Cut());
        var failure = await Assert.ThrowsAsync<MigrationException>(() => hosts.MoveAsync(new MigrateOptions { SettleTimeout = TimeSpan.FromMilliseconds(300) }, hook, cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.InDoubt));
        Assert.That(hosts.SourceCopy.State, Is.EqualTo(FakeCopy.Frozen));
        Assert.That(hosts.TargetCopy.State, Is.Not.EqualTo(FakeCopy.Running));
        Assert.That(hosts.OpenJournals, Is.Not.Empty);

        hosts.Wire.Mend();
        await hosts.RecoverSourceAsync();
        Assert.That((hosts.SourceCopy.State == FakeCopy.Running) ^ (hosts.TargetCopy.State == FakeCopy.Running), Is.True);
        await hosts.Listener!.DisposeAsync();
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    private static async Task<IReadOnlyList<string>> GoodStepsAsync(string side, MigrationStrategy strategy, CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var hook = new StepHook();
        await hosts.ListenAsync(watch: side == "target" ? hook : NoWatch.Instance);
        await hosts.MoveAsync(watch: side == "source" ? hook : NoWatch.Instance, strategy: strategy, cancellation: cancellation);
        await hosts.Listener!.DisposeAsync();
        return [.. hook.Steps];
    }
}
