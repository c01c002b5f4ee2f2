using Containment.Migration;
using Containment.Migration.Protocol;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>The whole protocol over TLS on loopback, with something that stands for the container.</summary>
internal sealed class MoveTests
{
    private TwoHosts _hosts = null!;

    [SetUp]
    public async Task SetUp() => _hosts = await TwoHosts.CreateAsync();

    [TearDown]
    public async Task TearDown()
    {
        Assert.That(_hosts.Violations, Is.Empty);
        await _hosts.DisposeAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task It_moves_with_all_its_files_and_leaves_nothing_behind(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        var phases = new List<MigrationPhase>();
        var report = await _hosts.MoveAsync(progress: new Synchronous(at => phases.Add(at.Phase)), cancellation: cancellation);
        AssertMoved();
        Assert.That(report.Epoch, Is.EqualTo(2));
        Assert.That(report.FileBytes, Is.EqualTo("orders".Length + "all of them".Length));
        Assert.That(report.MemoryBytes, Is.GreaterThan(0));
        Assert.That(report.Freeze, Is.GreaterThan(TimeSpan.Zero).And.LessThan(report.Total));
        Assert.That(report.FreezeParts.Keys, Is.EqualTo(new[] { "freeze", "dump and send", "restore", "commit and activate" }));
        Assert.That(phases, Is.Ordered);
        Assert.That(phases.Distinct(), Does.Contain(MigrationPhase.CopyingFiles).And.Contain(MigrationPhase.Committing));
        Assert.That(phases[^1], Is.EqualTo(MigrationPhase.Done));
    }

    [TestCase(Work.Copy)]
    [TestCase(Work.Freeze)]
    [TestCase(Work.Dump)]
    [CancelAfter(20_000)]
    public async Task A_step_that_fails_at_the_source_lets_it_go_on_there(Work failing, CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        var failure = await Assert.ThrowsAsync<MigrationException>(() => _hosts.MoveAsync(failsAt: failing, cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.SourceFailed));
        Assert.That(failure.Message, Does.Contain(failing.ToString()));
        await AssertStayedAsync();
    }

    [TestCase(Work.Prepare)]
    [TestCase(Work.Copy)]
    [TestCase(Work.Restore)]
    [TestCase(Work.Activate)]
    [CancelAfter(20_000)]
    public async Task A_step_that_fails_at_the_target_lets_it_go_on_at_the_source(Work failing, CancellationToken cancellation)
    {
        await _hosts.ListenAsync(new FakeTargetEnds(_hosts.World, failing));
        var failure = await Assert.ThrowsAsync<MigrationException>(() => _hosts.MoveAsync(cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.TargetFailed));
        Assert.That(failure.Message, Does.Contain(failing == Work.Copy ? "no space left" : failing.ToString()));
        await AssertStayedAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task A_target_that_refuses_says_why(CancellationToken cancellation)
    {
        var finding = new MigrationFinding(MigrationSeverity.Blocker, "name-taken", "a container of this name", "names are one of a kind", "rename it");
        await _hosts.ListenAsync(new FakeTargetEnds(_hosts.World, findings: [finding]));
        var failure = await Assert.ThrowsAsync<MigrationException>(() => _hosts.MoveAsync(cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.Refused));
        Assert.That(failure.Findings, Is.EqualTo(new[] { finding }));
        await AssertStayedAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task A_caller_who_cancels_before_the_commit_gets_it_back(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Assert.ThatAsync(() => _hosts.MoveAsync(watch: new StepHook("after source: do Dump", cancel.Cancel), cancellation: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        await AssertStayedAsync();
    }

    [TestCase("after source: send Offer")]
    [TestCase("after source: do Copy")]
    [TestCase("after source: do Freeze")]
    [TestCase("after source: send Seal")]
    [CancelAfter(20_000)]
    public async Task A_caller_who_cancels_in_any_phase_before_the_commit_gets_it_back(string step, CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Assert.ThatAsync(() => _hosts.MoveAsync(watch: new StepHook(step, cancel.Cancel), cancellation: cancel.Token), Throws.InstanceOf<OperationCanceledException>());
        await AssertStayedAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task A_caller_who_cancels_after_the_commit_is_not_heard(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await _hosts.MoveAsync(watch: new StepHook("after source: journal Committing", cancel.Cancel), cancellation: cancel.Token);
        AssertMoved();
    }

    [Test, CancelAfter(20_000)]
    public async Task Asking_measures_the_way_and_changes_nothing(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        var (judgement, rate) = await _hosts.AskAsync(cancellation);
        Assert.That(judgement.BaseNeeded, Is.True);
        Assert.That(rate, Is.GreaterThan(1 << 20), "bytes a second on loopback");
        await AssertStayedAsync();
    }

    [Test, CancelAfter(20_000)]
    public async Task Progress_says_how_fast_and_how_long_it_stands_still(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        List<MigrationProgress> told = [];
        var report = await _hosts.MoveAsync(progress: new Synchronous(told.Add), cancellation: cancellation);
        Assert.That(told.Where(at => at.Phase < MigrationPhase.Freezing).Select(at => at.Frozen), Has.All.Null);
        Assert.That(told.Single(at => at.Phase == MigrationPhase.Done).Frozen, Is.EqualTo(report.Freeze));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_target_that_is_not_there_is_said_to_be_unreachable(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        await _hosts.Listener!.DisposeAsync();
        var failure = await Assert.ThrowsAsync<MigrationException>(() => _hosts.MoveAsync(new MigrateOptions { ConnectRetries = 1 }, cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.LinkLost));
        Assert.That(_hosts.SourceCopy.State, Is.EqualTo(FakeCopy.Running));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_target_of_another_name_is_not_trusted(CancellationToken cancellation)
    {
        await _hosts.ListenAsync();
        await _hosts.SourceIdentity.TrustAsync("c", "sha256:" + new string('0', 64), cancellation);
        var failure = await Assert.ThrowsAsync<MigrationException>(() => _hosts.MoveAsync(peer: "c", cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.PeerNotTrusted));
        Assert.That(_hosts.SourceCopy.State, Is.EqualTo(FakeCopy.Running));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_source_that_the_target_does_not_trust_is_not_let_in(CancellationToken cancellation)
    {
        await using var strangers = await TwoHosts.CreateAsync(trusted: false);
        await strangers.ListenAsync();
        var failure = await Assert.ThrowsAsync<MigrationException>(() => strangers.MoveAsync(new MigrateOptions { ConnectRetries = 0 }, cancellation: cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.LinkLost).Or.EqualTo(MigrationFailure.PeerNotTrusted));
        Assert.That(strangers.SourceCopy.State, Is.EqualTo(FakeCopy.Running));
        Assert.That(strangers.TargetCopy.State, Is.EqualTo(FakeCopy.None));
    }

    private void AssertMoved()
    {
        Assert.That(_hosts.SourceCopy.State, Is.EqualTo(FakeCopy.None));
        Assert.That(_hosts.TargetCopy.State, Is.EqualTo(FakeCopy.Running));
        Assert.That(File.ReadAllText(Path.Combine(_hosts.TargetCopy.Files, "orders")), Is.EqualTo("all of them"));
        Assert.That(_hosts.OpenJournals, Is.Empty);
    }

    private async Task AssertStayedAsync()
    {
        Assert.That(_hosts.SourceCopy.State, Is.EqualTo(FakeCopy.Running));
        await _hosts.Listener!.DisposeAsync();
        Assert.That(_hosts.TargetCopy.State, Is.EqualTo(FakeCopy.None));
        Assert.That(_hosts.OpenJournals, Is.Empty);
    }

    private sealed class Synchronous(Action<MigrationProgress> act) : IProgress<MigrationProgress>
    {
        public void Report(MigrationProgress value) => act(value);
    }
}
