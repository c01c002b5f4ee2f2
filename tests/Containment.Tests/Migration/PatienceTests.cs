using Containment.Migration;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>A side that is slow is not one that is gone.</summary>
internal sealed class PatienceTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    [TestCase("begin source: Copy")]
    [TestCase("end source: Copy")]
    [TestCase("begin source: Dump")]
    [CancelAfter(30_000)]
    public async Task A_source_may_work_for_longer_than_the_target_bears_silence(string step, CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync(patience: Short);
        await hosts.MoveAsync(watch: new StepHook(step, () => Thread.Sleep(1.5 * Short)), cancellation: cancellation);
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo((FakeCopy.None, FakeCopy.Running)));
    }

    [TestCase("begin target: Prepare")]
    [TestCase("begin target: Restore")]
    [CancelAfter(30_000)]
    public async Task A_listener_that_ends_in_the_middle_of_a_move_has_let_go_of_it(string step, CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var ended = new TaskCompletionSource();
        var hook = new StepHook(step, () => _ = EndAsync());
        await hosts.ListenAsync(watch: hook);
        var failure = await Assert.ThrowsAsync<MigrationException>(() => hosts.MoveAsync(cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.TargetFailed).Or.EqualTo(MigrationFailure.LinkLost));
        await ended.Task.WaitAsync(cancellation);
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo((FakeCopy.Running, FakeCopy.None)));
        Assert.That(hosts.OpenJournals, Is.Empty);

        async Task EndAsync()
        {
            await hosts.Listener!.DisposeAsync();
            ended.SetResult();
        }
    }

    [Test, CancelAfter(30_000)]
    public async Task A_listener_that_ends_while_it_reads_an_offer_leaves_no_journal(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var ended = new TaskCompletionSource<Task>();
        await hosts.ListenAsync(new WatchedEnds(new FakeTargetEnds(hosts.World), () =>
        {
            ended.TrySetResult(hosts.Listener!.DisposeAsync().AsTask());
            // The end has to reach the visit before it goes on.
            Thread.Sleep(200);
        }));
        await Assert.ThrowsAsync<MigrationException>(() => hosts.MoveAsync(cancellation: cancellation));
        await (await ended.Task).WaitAsync(cancellation);
        Assert.That(hosts.OpenJournals, Is.Empty);
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo((FakeCopy.Running, FakeCopy.None)));
    }
}
