using System.Net;
using Containment.Migration;
using Containment.Migration.Planning;
using Containment.Migration.Driving;
using Containment.Migration.Ends;
using Containment.Migration.Relaying;
using Containment.Tests.Migration.Fakes;

namespace Containment.Tests.Migration;

/// <summary>Two hosts that reach each other over a third one only.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), CancelAfter(30_000)]
internal sealed class RelayTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ctm").FullName;
    private readonly TwoHosts _hosts;
    private readonly ContainerHost _third;
    private MigrationRelay _relay = null!;
    private MigrationListener? _listener;

    public RelayTests()
    {
        _hosts = TwoHosts.CreateAsync().GetAwaiter().GetResult();
        _third = ContainerHost.Open(new() { StateDirectory = Path.Combine(_directory, "state"), RuntimeDirectory = Path.Combine(_directory, "run") });
    }

    [SetUp]
    public async Task SetUp()
    {
        var (hub, a, b) = (await HostIdentity.CreateAsync(_third), _hosts.SourceIdentity, await HostIdentity.OpenAsync(_hosts.Target));
        await hub.TrustAsync("a", a.Fingerprint);
        await hub.TrustAsync("b", b.Fingerprint);
        await a.TrustRelayAsync("hub", hub.Fingerprint);
        await b.TrustRelayAsync("hub", hub.Fingerprint);
        _relay = await _third.RelayAsync(new() { Address = IPAddress.Loopback, Port = 0, VisitTimeout = TimeSpan.FromSeconds(1) });
    }

    [TestCase(1)]
    [TestCase(6)]
    public async Task A_container_moves_over_a_relay_with_any_number_of_streams(int streams, CancellationToken cancellation)
    {
        await ListenAsync(cancellation);
        await File.WriteAllBytesAsync(Path.Combine(_hosts.SourceCopy.Files, "large"), new byte[3_000_000], cancellation);
        await MoveAsync(new MigrateOptions { Streams = streams }, null, cancellation);
        Assert.That((_hosts.SourceCopy.State, _hosts.TargetCopy.State, _hosts.Violations), Is.EqualTo((FakeCopy.None, FakeCopy.Running, "")));
        Assert.That(new FileInfo(Path.Combine(_hosts.TargetCopy.Files, "large")).Length, Is.EqualTo(3_000_000));
        Assert.That(_hosts.OpenJournals, Is.Empty);
    }

    [Test]
    public async Task A_host_that_does_not_wait_there_is_said_not_to(CancellationToken cancellation)
    {
        var failure = await Assert.ThrowsAsync<MigrationException>(() => MoveAsync(new MigrateOptions { ConnectRetries = 0 }, null, cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.LinkLost));
        Assert.That(failure.Message, Does.Contain("does not wait at the relay hub!"));
    }

    [Test]
    public async Task A_stranger_can_neither_wait_nor_visit(CancellationToken cancellation)
    {
        await using var strangers = await TwoHosts.CreateAsync();
        await strangers.SourceIdentity.TrustRelayAsync("hub", (await HostIdentity.OpenAsync(_third, cancellation)).Fingerprint, cancellation);
        var (_, call) = await RelayDialer.CallAsync(strangers.SourceIdentity, Address, TimeSpan.FromSeconds(5), cancellation).ContinueWith(dialed => dialed.IsCompletedSuccessfully ? dialed.Result : default, TaskScheduler.Default);
        Assert.That(call, Is.Null);
        Assert.That(_relay.Waiting, Is.Zero);
    }

    [Test]
    public async Task A_relay_that_is_not_the_trusted_one_is_not_spoken_to(CancellationToken cancellation)
    {
        await _hosts.SourceIdentity.TrustRelayAsync("hub", "sha256:" + new string('0', 64), cancellation);
        var failure = await Assert.ThrowsAsync<MigrationException>(() => MoveAsync(new MigrateOptions { ConnectRetries = 0 }, null, cancellation));
        Assert.That(failure!.Failure, Is.EqualTo(MigrationFailure.PeerNotTrusted));
    }

    [Test]
    public async Task A_relay_can_t_move_a_container_itself(CancellationToken cancellation)
    {
        var target = await HostIdentity.OpenAsync(_hosts.Target, cancellation);
        Assert.That((await target.TrustedAsync(cancellation)).Find((await HostIdentity.OpenAsync(_third, cancellation)).Fingerprint, null), Is.Null);
    }

    [Test]
    public async Task Only_so_many_wait_and_of_one_host_fewer(CancellationToken cancellation)
    {
        var room = new WaitingRoom<object>(3, 2);
        object first = new(), second = new();
        Assert.That((room.TryEnter("a", first), room.TryEnter("a", second), room.TryEnter("a", new()), room.TryEnter("b", new()), room.TryEnter("c", new())), Is.EqualTo((true, true, false, true, false)));
        Assert.That((room.TryTake("a"), room.TryTake("d"), room.Leave("a", first), room.Leave("a", second), room.TryTake("a"), room.Count), Is.EqualTo((first, (object?)null, false, true, (object?)null, 1)));
        await Task.CompletedTask.WaitAsync(cancellation);
    }

    [TestCase("begin source: Dump", false)]
    [TestCase("before source: send Commit", true)]
    public async Task A_relay_that_dies_in_the_middle_leaves_one_copy_and_targets_come_back_to_the_next(string step, bool moves, CancellationToken cancellation)
    {
        await ListenAsync(cancellation);
        var port = _relay.EndPoint.Port;
        var hook = new StepHook(step, () => RestartAsync().GetAwaiter().GetResult());
        MigrationFailure? failure = null;
        try { await MoveAsync(new MigrateOptions { SettleTimeout = TimeSpan.FromSeconds(10) }, hook, cancellation); }
        catch (MigrationException failed) { failure = failed.Failure; }
        Assert.That(failure is null, Is.EqualTo(moves), failure?.ToString());
        await _listener!.DisposeAsync();
        Assert.That((_hosts.SourceCopy.State, _hosts.TargetCopy.State, _hosts.Violations), Is.EqualTo(moves ? (FakeCopy.None, FakeCopy.Running, "") : (FakeCopy.Running, FakeCopy.None, "")));
        Assert.That(_hosts.OpenJournals, Is.Empty);

        async Task RestartAsync()
        {
            await _relay.DisposeAsync();
            _relay = await _third.RelayAsync(new() { Address = IPAddress.Loopback, Port = port }, cancellation);
        }
    }

    private MigrationRelayAddress Address => new("hub", "127.0.0.1", _relay.EndPoint.Port);

    private async Task ListenAsync(CancellationToken cancellation)
    {
        _listener = await MigrationListener.StartAsync(_hosts.Target, new FakeTargetEnds(_hosts.World), new() { Address = IPAddress.Loopback, Port = 0, IdleTimeout = TimeSpan.FromSeconds(10), Relay = Address }, NoWatch.Instance, cancellation);
        while (_relay.Waiting < 4) await Task.Delay(10, cancellation);
    }

    private Task<MigrationReport> MoveAsync(MigrateOptions options, StepHook? watch, CancellationToken cancellation) =>
        new Departure(_hosts.Source, _hosts.SourceIdentity, options, (IStepWatch?)watch ?? NoWatch.Instance).MoveAsync(TwoHosts.Container, Guid.NewGuid(), 1, new FakeSourceEnd(_hosts.World, TwoHosts.Container), new MovePlan(MigrationStrategy.StopAndCopy, [], null), new MigrationTarget(Address, "b"), null, cancellation);

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null) await _listener.DisposeAsync();
        await _relay.DisposeAsync();
        await _hosts.DisposeAsync();
        await _third.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
