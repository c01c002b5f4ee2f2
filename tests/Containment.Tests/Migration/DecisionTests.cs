using Containment.Migration;
using Containment.Migration.Driving;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>A move in doubt that somebody decides who is certain.</summary>
[CancelAfter(30_000)]
internal sealed class DecisionTests
{
    [Test]
    public async Task Taken_back_it_goes_on_here_and_the_target_ends_its_copy_when_it_comes_back(CancellationToken cancellation)
    {
        await using var hosts = await InDoubtAsync(null, MigrationFailure.InDoubt, cancellation);
        await DecideAsync(hosts, MigrationVerdict.RunsHere);
        Assert.That((hosts.SourceCopy.State, hosts.Violations), Is.EqualTo((FakeCopy.Running, "")));
        Assert.That(hosts.OpenJournals, Has.Count.EqualTo(2), "the target has still to be told");

        await hosts.ListenAgainAsync();
        hosts.Wire.Mend();
        await hosts.RecoverSourceAsync();
        await hosts.Listener!.DisposeAsync();
        Assert.That((hosts.SourceCopy.State, hosts.TargetCopy.State), Is.EqualTo((FakeCopy.Running, FakeCopy.None)));
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    [Test]
    public async Task Left_to_the_target_the_frozen_copy_is_deleted_and_the_target_forgets_when_it_hears_of_it(CancellationToken cancellation)
    {
        await using var hosts = await InDoubtAsync(null, MigrationFailure.InDoubt, cancellation);
        await DecideAsync(hosts, MigrationVerdict.RunsThere);
        Assert.That(hosts.SourceCopy.State, Is.EqualTo(FakeCopy.None));
        await hosts.ListenAgainAsync();
        hosts.Wire.Mend();
        await hosts.RecoverSourceAsync();
        await hosts.Listener!.DisposeAsync();
        Assert.That(hosts.OpenJournals, Is.Empty);
    }

    [TestCase(FenceAnswer.Fenced, FakeCopy.Running, MigrationFailure.LinkLost)]
    [TestCase(FenceAnswer.NotFenced, FakeCopy.Frozen, MigrationFailure.InDoubt)]
    [TestCase(FenceAnswer.Unknown, FakeCopy.Frozen, MigrationFailure.InDoubt)]
    [TestCase(null, FakeCopy.Frozen, MigrationFailure.InDoubt)]
    public async Task Only_a_fence_that_is_certain_takes_it_back(FenceAnswer? answer, string state, MigrationFailure failure, CancellationToken cancellation)
    {
        await using var hosts = await InDoubtAsync(new Fence(answer), failure, cancellation);
        Assert.That((hosts.SourceCopy.State, hosts.Violations), Is.EqualTo((state, "")));
    }

    [Test]
    public async Task What_is_not_in_doubt_is_not_decided(CancellationToken cancellation)
    {
        await using var hosts = await TwoHosts.CreateAsync();
        var id = Guid.NewGuid();
        Assert.That((await Assert.ThrowsAsync<ContainmentException>(() => hosts.Source.DecideMigrationAsync(id, MigrationVerdict.RunsHere, cancellation)))!.Reason, Is.EqualTo(FailureReason.NotFound));
        var record = new MoveRecord(id, "shop", MigrationRole.Source, 2, "b", "sha256:00", "host", 7420, MigrationStrategy.StopAndCopy);
        await using (var journal = await MoveJournal.CreateAsync(MoveJournal.DirectoryOf(hosts.Source), record, cancellation))
        {
            await journal.WriteAsync(JournalStep.Freezing, cancellation);
            Assert.That((await Refused())!.Message, Does.Contain("not in doubt (Freezing)"));
            await journal.WriteAsync(JournalStep.Committing, cancellation);
            Assert.That((await Refused())!.Message, Does.Contain("another process settles"));
        }

        async Task<ContainmentException?> Refused()
        {
            var refused = await Assert.ThrowsAsync<ContainmentException>(() => hosts.Source.DecideMigrationAsync(id, MigrationVerdict.RunsThere, cancellation));
            Assert.That(refused!.Reason, Is.EqualTo(FailureReason.WrongState));
            return refused;
        }
    }

    /// <summary>A move whose target had begun to run it when its link was cut and its machine lost power.</summary>
    private static async Task<TwoHosts> InDoubtAsync(IMigrationFence? fence, MigrationFailure failure, CancellationToken cancellation)
    {
        var hosts = await TwoHosts.CreateAsync();
        await hosts.ListenAsync(watch: new StepHook("before target: send Running", () =>
        {
            hosts.Wire.Cut();
            hosts.TargetCopy.Become(FakeCopy.Held);
        }));
        var failed = await Assert.ThrowsAsync<MigrationException>(() => hosts.MoveAsync(new MigrateOptions { SettleTimeout = TimeSpan.FromMilliseconds(200), ConnectRetries = 0, Streams = 1, Fence = fence }, cancellation: cancellation));
        await hosts.Listener!.DisposeAsync();
        Assert.That(failed!.Failure, Is.EqualTo(failure), failed.Message);
        return hosts;
    }

    private static async Task DecideAsync(TwoHosts hosts, MigrationVerdict verdict)
    {
        var journal = MoveJournal.TryOpen(JournalFiles.Of(MoveJournal.DirectoryOf(hosts.Source), MigrationRole.Source)[0])!;
        await new Departure(hosts.Source, hosts.SourceIdentity, new MigrateOptions { SettleTimeout = TimeSpan.FromMilliseconds(200), ConnectRetries = 0 }, NoWatch.Instance).DecideAsync(journal, new FakeSourceEnd(hosts.World, TwoHosts.Container), verdict);
    }

    private sealed class Fence(FenceAnswer? answer) : IMigrationFence
    {
        public Task<FenceAnswer> AskAsync(TrustedPeer peer, Guid migrationId, CancellationToken cancellationToken) =>
            answer is { } known && peer.Name == "b" ? Task.FromResult(known) : throw new IOException("the fence is out of order");
    }
}
