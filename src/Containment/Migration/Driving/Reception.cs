using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Containment.Migration.Ends;
using Containment.Migration.Files;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Migration.Relaying;
using Containment.Migration.Wire;
using Microsoft.Extensions.Logging;

namespace Containment.Migration.Driving;

/// <summary>Lets sources in, and brings each of their links to the move it is about.</summary>
internal sealed class Reception(ContainerHost host, HostIdentity identity, ITargetEnds ends, MigrationListenerOptions options, IStepWatch watch) : IAsyncDisposable
{
    private static readonly TimeSpan CollectEvery = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Guid, TargetMove> _moves = new();
    private readonly ConcurrentDictionary<Task, byte> _visits = new(), _kept = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly string _journals = MoveJournal.DirectoryOf(host);
    private TcpListener? _listener;
    private ITimer? _collecting;
    private Task _accepting = Task.CompletedTask, _waiting = Task.CompletedTask;

    public IPEndPoint EndPoint => (IPEndPoint)_listener!.LocalEndpoint;

    public void Start()
    {
        foreach (var path in JournalFiles.Of(_journals, MigrationRole.Target))
            if (MoveJournal.TryOpen(path) is { } journal) Adopt(journal);
        _listener = new TcpListener(options.Address, options.Port);
        if (options.Address.Equals(IPAddress.IPv6Any)) _listener.Server.DualMode = true;
        _listener.Start();
        PartialMoves.Collect(host, options.KeepPartial, options.PartialRoom);
        _collecting = host.Options.TimeProvider.CreateTimer(_ => PartialMoves.Collect(host, options.KeepPartial, options.PartialRoom), null, CollectEvery, CollectEvery);
        _accepting = AcceptAsync(_listener);
        if (options.Relay is { } relay)
            _waiting = new RelayWaiter(identity, relay, options.IdleTimeout, host.Options.TimeProvider, (stream, client) => Remember(VisitAsync(stream, relay.ToString(), client), _visits), error => MigrationLog.RelayLost(host.Logger<Reception>(), relay, error)).RunAsync(_end.Token);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
                client.NoDelay = true;
                Remember(VisitAsync(client.GetStream(), client.Client.RemoteEndPoint?.ToString() ?? "?", client), _visits);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception failed) when (failed is SocketException or InvalidOperationException)
            {
                // One connection that failed before it was taken; or no descriptors left: a pause helps.
                await Task.Delay(50).ConfigureAwait(false);
            }
        }
    }

    private async Task VisitAsync(Stream stream, string from, IDisposable client)
    {
        var logger = host.Logger<Reception>();
        FrameChannel? channel = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            limit.CancelAfter(options.IdleTimeout);
            var peers = await identity.TrustedAsync(limit.Token).ConfigureAwait(false);
            var link = await Tls.AcceptAsync(stream, identity.Certificate, peers, limit.Token).ConfigureAwait(false);
            channel = new FrameChannel(link.Stream);
            var hangUp = channel;
            await using var closing = _end.Token.Register(() => _ = hangUp.DisposeAsync().AsTask()).ConfigureAwait(false);
            await Hello.ExchangeAsync(channel, source: false, link.Own, link.Other, options.IdleTimeout, limit.Token).ConfigureAwait(false);
            var frame = await channel.ReceiveAsync(options.IdleTimeout, limit.Token).ConfigureAwait(false);
            if (frame.Kind != FrameKind.Control) throw new WireException($"{frame.Kind} where a message was due");
            var name = MoveName.Read(frame.Payload.Span);
            var visitor = new Visitor(new MoveLink(channel, link.Peer, name, options.IdleTimeout), name, frame.Message, frame.Payload[MoveName.Size..].ToArray());
            await LeadAsync(visitor, limit.Token).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is IOException or OperationCanceledException or SocketException or ObjectDisposedException or ContainmentException)
        {
            MigrationLog.VisitorLeft(logger, from, failed.Message);
            if (channel is not null) await channel.DisposeAsync().ConfigureAwait(false);
            client.Dispose();
        }
    }

    private async Task LeadAsync(Visitor visitor, CancellationToken cancellation)
    {
        if (visitor.Message == Message.Ask)
        {
            var answer = await ends.JudgeAsync(visitor.Payload, cancellation).ConfigureAwait(false);
            await visitor.Link.SendAsync(Message.Answer, System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(answer, OfferJson.Default.OfferJudgement), cancellation).ConfigureAwait(false);
            await visitor.AnswerProbesAsync().ConfigureAwait(false);
            return;
        }
        if (visitor.Message == Message.Join)
        {
            await JoinAsync(visitor).ConfigureAwait(false);
            return;
        }
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (await FindAsync(visitor, cancellation).ConfigureAwait(false) is { } move)
            {
                // Only the host that began a move may speak about it.
                if (move.Journal.Record.PeerFingerprint != visitor.Link.Peer.Fingerprint || move.Journal.Record.Epoch != visitor.Name.Epoch) throw new WireException("a message about somebody else's move");
                move.Use(visitor.Link);
                move.Post(new(Input.Received(visitor.Message), visitor.Payload, visitor.Link));
                return;
            }
            if (visitor.Message == Message.Offer)
            {
                await TakeOfferAsync(visitor, cancellation).ConfigureAwait(false);
                return;
            }
        }
        finally
        {
            _opening.Release();
        }
        await visitor.AnswerAsStrangerAsync().ConfigureAwait(false);
    }

    private Task JoinAsync(Visitor visitor) =>
        _moves.TryGetValue(visitor.Name.Id, out var move) && move.Journal.Record.PeerFingerprint == visitor.Link.Peer.Fingerprint && move.Journal.Record.Epoch == visitor.Name.Epoch
            ? move.JoinAsync(visitor.Link, visitor.Payload)
            : throw new WireException("a stream of no move that is known here");

    private async Task<TargetMove?> FindAsync(Visitor visitor, CancellationToken cancellation)
    {
        if (_moves.TryGetValue(visitor.Name.Id, out var move))
        {
            if (move.Result == Outcome.None) return move;
            await move.Ended.WaitAsync(cancellation).ConfigureAwait(false);
            return null;
        }
        foreach (var path in JournalFiles.Of(_journals, MigrationRole.Target))
        {
            if (!Path.GetFileName(path).StartsWith($"{visitor.Name.Id:N}.", StringComparison.Ordinal)) continue;
            if (MoveJournal.TryOpen(path) is { } journal) return Adopt(journal);
            if (File.Exists(path)) throw new WireException("another process of this host drives this move", MigrationFailure.TargetFailed);
        }
        return null;
    }

    private async Task TakeOfferAsync(Visitor visitor, CancellationToken cancellation)
    {
        var (id, strategy) = ends.Read(visitor.Payload);
        // A new offer of the same container by the same host: it has given up the one before.
        foreach (var earlier in _moves.Values)
        {
            if (earlier.Journal.Record.Container != id.Value || earlier.Journal.Record.PeerFingerprint != visitor.Link.Peer.Fingerprint || !(earlier.Uncommitted || earlier.IsEnding)) continue;
            if (earlier.Uncommitted) earlier.Supersede();
            await earlier.Ended.WaitAsync(cancellation).ConfigureAwait(false);
        }
        if (_moves.Values.Count(other => other.Uncommitted) >= options.MaxConcurrent)
        {
            await visitor.RefuseAsync(MigrationFindings.Busy(options.MaxConcurrent), cancellation).ConfigureAwait(false);
            return;
        }
        var record = new MoveRecord(visitor.Name.Id, id.Value, MigrationRole.Target, visitor.Name.Epoch, visitor.Link.Peer.Name, visitor.Link.Peer.Fingerprint, null, 0, strategy);
        var move = Make(await MoveJournal.CreateAsync(_journals, record, cancellation).ConfigureAwait(false));
        move.Begin(visitor.Link, visitor.Payload);
        Keep(move);
    }

    private TargetMove Adopt(MoveJournal journal)
    {
        var move = Make(journal);
        move.Recover();
        Keep(move);
        return move;
    }

    private TargetMove Make(MoveJournal journal) => new(ends.Open(journal.Record), journal, options.IdleTimeout, watch, host.Options.TimeProvider);

    private void Keep(TargetMove move)
    {
        _moves[move.Journal.Record.MigrationId] = move;
        Remember(ForgetAsync(), _kept);

        async Task ForgetAsync()
        {
            try
            {
                await move.Ended.ConfigureAwait(false);
            }
            catch (Exception broken)
            {
                MigrationLog.MoveBroke(host.Logger<Reception>(), move.Journal.Record.Container, broken);
            }
            _moves.TryRemove(move.Journal.Record.MigrationId, out _);
            await move.DisposeAsync().ConfigureAwait(false);
            PartialMoves.Collect(host, options.KeepPartial, options.PartialRoom);
        }
    }

    private static void Remember(Task task, ConcurrentDictionary<Task, byte> until)
    {
        until.TryAdd(task, 0);
        _ = task.ContinueWith(ended => until.TryRemove(ended, out _), TaskScheduler.Default);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        // Only then: a listener that stops between two connections throws at whoever waits for the next.
        await _accepting.ConfigureAwait(false);
        await _waiting.ConfigureAwait(false);
        _listener?.Dispose();
        if (_collecting is not null) await _collecting.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_visits.Keys).ConfigureAwait(false);
        await Task.WhenAll(_moves.Values.Select(move => move.LeaveAsync())).ConfigureAwait(false);
        // Their locks and journals are free when this returns.
        await Task.WhenAll(_kept.Keys).ConfigureAwait(false);
    }
}
