using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Relaying;

/// <summary>Lets hosts wait and visitors meet them; joins their streams.</summary>
internal sealed class RelayDesk(ContainerHost host, HostIdentity identity, MigrationRelayOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly WaitingRoom<WaitingHost> _room = new(options.MaxWaiting, options.MaxWaitingOfOne);
    private readonly ConcurrentDictionary<Task, byte> _calls = new();
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _places = new(options.MaxWaiting + (2 * options.MaxPairs));
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _pairs;

    public IPEndPoint EndPoint => (IPEndPoint)_listener!.LocalEndpoint;

    public int Waiting => _room.Count;

    public int Pairs => Volatile.Read(ref _pairs);

    public void Start()
    {
        _listener = new TcpListener(options.Address, options.Port);
        if (options.Address.Equals(IPAddress.IPv6Any)) _listener.Server.DualMode = true;
        _listener.Start();
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                await _places.WaitAsync(_end.Token).ConfigureAwait(false);
                var client = await listener.AcceptTcpClientAsync(_end.Token).ConfigureAwait(false);
                var call = CallAsync(client);
                _calls.TryAdd(call, 0);
                _ = call.ContinueWith(ended => { _calls.TryRemove(ended, out _); _places.Release(); }, TaskScheduler.Default);
            }
            catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                _places.Release();
                await Task.Delay(Look).ConfigureAwait(false);
            }
        }
    }

    private async Task CallAsync(TcpClient client)
    {
        using var owned = client;
        var from = "?";
        try
        {
            from = client.Client.RemoteEndPoint?.ToString() ?? from;
            client.NoDelay = true;
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            limit.CancelAfter(options.GreetTimeout);
            var link = await Tls.AcceptAsync(client.GetStream(), identity.Certificate, await identity.TrustedAsync(limit.Token).ConfigureAwait(false), limit.Token).ConfigureAwait(false);
            var call = await RelayCall.GreetAsync(link, caller: false, options.GreetTimeout, limit.Token).ConfigureAwait(false);
            await using var closing = call.ConfigureAwait(false);
            var (message, text) = await call.HearAsync(options.GreetTimeout, limit.Token).ConfigureAwait(false);
            if (message == Message.Wait) await WaitAsync(call).ConfigureAwait(false);
            else if (message == Message.Visit) await VisitAsync(call, Fingerprint.Parse(text)).ConfigureAwait(false);
            else throw new WireException($"{message}, which a relay has no use for");
        }
        catch (Exception left) when (left is IOException or OperationCanceledException or SocketException or ObjectDisposedException or ContainmentException or InvalidSpecException)
        {
            MigrationLog.VisitorLeft(host.Logger<RelayDesk>(), from, left.Message);
        }
    }

    private async Task WaitAsync(RelayCall call)
    {
        var waiting = new WaitingHost(call, options.IdleTimeout, _end.Token);
        if (!_room.TryEnter(call.Peer.Fingerprint, waiting)) throw new WireException("too many wait here", MigrationFailure.Refused);
        bool alone;
        try
        {
            await waiting.StayAsync().ConfigureAwait(false);
        }
        finally
        {
            alone = _room.Leave(call.Peer.Fingerprint, waiting);
        }
        if (alone) throw new WireException("an answer to no visitor");
        // From here on its streams are the visitor's, who closes them.
        await waiting.Parted.ConfigureAwait(false);
    }

    private async Task VisitAsync(RelayCall visitor, string fingerprint)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        limit.CancelAfter(options.VisitTimeout);
        try
        {
            while (true)
            {
                if (Volatile.Read(ref _pairs) < options.MaxPairs && _room.TryTake(fingerprint) is { } waiting)
                {
                    try
                    {
                        if (!await waiting.MeetAsync(options.GreetTimeout).ConfigureAwait(false)) continue;
                        await JoinAsync(visitor, waiting.Call).ConfigureAwait(false);
                        return;
                    }
                    finally
                    {
                        waiting.Part();
                    }
                }
                await Task.Delay(Look, limit.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!_end.IsCancellationRequested)
        {
            await visitor.SayAsync(Message.Decline, "", _end.Token).ConfigureAwait(false);
        }
    }

    private async Task JoinAsync(RelayCall visitor, RelayCall waiting)
    {
        Interlocked.Increment(ref _pairs);
        try
        {
            await visitor.SayAsync(Message.Met, "", _end.Token).ConfigureAwait(false);
            await JoinedStreams.CarryAsync(visitor.Stream, waiting.Stream, options.IdleTimeout, _end.Token).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pairs);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _accepting.ConfigureAwait(false);
        _listener?.Dispose();
        await Task.WhenAll(_calls.Keys).ConfigureAwait(false);
    }
}
