using Containment.Migration;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;

namespace Containment.Tests.Migration;

internal sealed class JournalTests
{
    private static readonly MoveRecord Record = new(Guid.NewGuid(), "shop", MigrationRole.Source, 2, "b", "sha256:00", "host", 7420, MigrationStrategy.StopAndCopy);
    private string _directory = null!;

    [SetUp]
    public void SetUp() => _directory = Directory.CreateTempSubdirectory("ctm").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_directory, recursive: true);

    private string At => MoveJournal.PathOf(_directory, Record);

    [Test]
    public async Task The_last_step_is_found_again_and_a_torn_one_was_never_there()
    {
        await using (var journal = await MoveJournal.CreateAsync(_directory, Record, default))
        {
            await journal.WriteAsync(JournalStep.Begun, default);
            await journal.WriteAsync(JournalStep.Freezing, default);
        }
        await File.AppendAllTextAsync(At, "Commit");
        await using var again = MoveJournal.TryOpen(At)!;
        Assert.That((again.Record, again.Step), Is.EqualTo((Record, JournalStep.Freezing)));
        await again.WriteAsync(JournalStep.RollingBack, default);
        Assert.That(MoveJournal.Peek(At), Is.EqualTo((Record, JournalStep.RollingBack)));
    }

    [Test]
    public async Task A_journal_that_is_driven_can_be_read_but_not_taken()
    {
        await using var journal = await MoveJournal.CreateAsync(_directory, Record, default);
        await journal.WriteAsync(JournalStep.Committing, default);
        Assert.That(MoveJournal.TryOpen(At), Is.Null);
        Assert.That(MoveJournal.Peek(At)!.Value.Step, Is.EqualTo(JournalStep.Committing));
    }

    [Test]
    public async Task A_journal_without_a_step_is_of_a_move_that_had_not_begun()
    {
        await (await MoveJournal.CreateAsync(_directory, Record, default)).DisposeAsync();
        Assert.That(MoveJournal.TryOpen(At), Is.Null);
        Assert.That(File.Exists(At), Is.False);
    }

    [Test]
    public async Task An_identity_is_made_once_and_trusts_whom_it_is_told()
    {
        await using var host = ContainerHost.Open(new() { StateDirectory = _directory, RuntimeDirectory = Path.Combine(_directory, "r") });
        var missing = await Assert.ThrowsAsync<ContainmentException>(() => HostIdentity.OpenAsync(host));
        Assert.That(missing!.Reason, Is.EqualTo(FailureReason.NotFound));
        Assert.That(missing.Message, Does.Contain("host init"));
        var identity = await HostIdentity.CreateAsync(host);
        Assert.That((await HostIdentity.CreateAsync(host)).Fingerprint, Is.EqualTo(identity.Fingerprint));
        Assert.That(File.GetUnixFileMode(Path.Combine(_directory, "identity", "host.pem")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        await Assert.ThrowsAsync<InvalidSpecException>(() => identity.TrustAsync("../b", identity.Fingerprint));
        await Assert.ThrowsAsync<InvalidSpecException>(() => identity.TrustAsync("b", "sha256:12"));
        await identity.TrustAsync("b", identity.Fingerprint.ToUpperInvariant());
        Assert.That(await identity.PeersAsync(), Is.EqualTo(new[] { new TrustedPeer("b", identity.Fingerprint) }));
        Assert.That(await identity.DistrustAsync("b"), Is.True);
        Assert.That(await identity.PeersAsync(), Is.Empty);
    }
}
