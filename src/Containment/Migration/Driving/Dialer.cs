using System.Net.Sockets;
using Containment.Migration.Journals;
using Containment.Migration.Protocol;
using Containment.Migration.Relaying;
using Containment.Migration.Wire;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Containment.Migration.Driving;

/// <summary>Connects to a target: TCP, TLS, greeting. What may pass by itself is tried again; a stranger or another version is not.</summary>
internal sealed class Dialer(HostIdentity identity, MigrateOptions options, TimeProvider clock) : ILinkMaker
{
    /// <exception cref="MigrationException">It can't be reached, is not trusted, or speaks another version.</exception>
    public async Task<(FrameChannel Channel, TrustedPeer Peer)> ConnectAsync(MigrationTarget target, CancellationToken cancellation) =>
        await ConnectAsync(target, Pipeline(options.ConnectRetries, TimeSpan.FromMilliseconds(100)), cancellation).ConfigureAwait(false);

    public async Task<MoveLink> SettleAsync(MoveRecord record, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.SettleTimeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        return await AgainAsync(record, Pipeline(int.MaxValue, TimeSpan.FromMilliseconds(50)), both.Token).ConfigureAwait(false);
    }

    public async Task<MoveLink> JoinAsync(MoveRecord record, ReadOnlyMemory<byte> session, CancellationToken cancellation)
    {
        var link = await AgainAsync(record, Pipeline(options.ConnectRetries, TimeSpan.FromMilliseconds(100)), cancellation).ConfigureAwait(false);
        try
        {
            await link.SendAsync(Message.Join, JoinProof.Of(link.Channel, session), cancellation).ConfigureAwait(false);
            var frame = await link.Channel.ReceiveAsync(options.AnswerTimeout, cancellation).ConfigureAwait(false);
            return frame.Message == Message.Joined ? link : throw new WireException($"{frame.Kind} {frame.Message} where Joined was due");
        }
        catch
        {
            await link.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<MoveLink> AgainAsync(MoveRecord record, ResiliencePipeline pipeline, CancellationToken cancellation)
    {
        var target = record.Target;
        var (channel, peer) = await ConnectAsync(target, pipeline, cancellation).ConfigureAwait(false);
        if (peer.Fingerprint == record.PeerFingerprint) return LinkOf(channel, peer, new MoveName(record.MigrationId, record.Epoch));
        await channel.DisposeAsync().ConfigureAwait(false);
        throw new MigrationException(MigrationFailure.PeerNotTrusted, target.ToString(), $"{target} is another host now than the one this move began with");
    }

    public MoveLink LinkOf(FrameChannel channel, TrustedPeer peer, MoveName name) => new(channel, peer, name, options.AnswerTimeout);

    private async Task<(FrameChannel, TrustedPeer)> ConnectAsync(MigrationTarget target, ResiliencePipeline pipeline, CancellationToken cancellation)
    {
        try
        {
            return await pipeline.ExecuteAsync(async stop => await OnceAsync(target, stop).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (WireException refused)
        {
            throw new MigrationException(refused.Failure, target.ToString(), $"{target}: {refused.Message}", inner: refused);
        }
        catch (Exception lost) when (lost is SocketException or IOException or TimeoutRejectedException)
        {
            throw new MigrationException(MigrationFailure.LinkLost, target.ToString(), $"{target} can't be reached: {lost.Message}", inner: lost);
        }
    }

    private async Task<(FrameChannel, TrustedPeer)> OnceAsync(MigrationTarget target, CancellationToken cancellation)
    {
        var peers = await identity.TrustedAsync(cancellation).ConfigureAwait(false);
        var (client, stream) = await ReachAsync(target, peers, cancellation).ConfigureAwait(false);
        try
        {
            var link = await Tls.ConnectAsync(stream, identity.Certificate, peers, target.Peer, cancellation).ConfigureAwait(false);
            var channel = new FrameChannel(link.Stream);
            await Hello.ExchangeAsync(channel, source: true, link.Own, link.Other, options.ConnectTimeout, cancellation).ConfigureAwait(false);
            return (channel, link.Peer);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<(TcpClient, Stream)> ReachAsync(MigrationTarget target, PeerList peers, CancellationToken cancellation)
    {
        if (target.Relay is { } relay)
        {
            var peer = peers.Peers.FirstOrDefault(known => known.Name == target.Peer) ?? throw new WireException($"{target.Peer} is not among the trusted hosts", MigrationFailure.PeerNotTrusted);
            return await RelayDialer.VisitAsync(identity, relay, peer.Fingerprint, options.ConnectTimeout, cancellation).ConfigureAwait(false);
        }
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(target.Address, target.Port, cancellation).ConfigureAwait(false);
            return (client, client.GetStream());
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private ResiliencePipeline Pipeline(int retries, TimeSpan pause)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = clock };
        if (retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = retries,
                Delay = pause,
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder().Handle<SocketException>().Handle<TimeoutRejectedException>()
                    .Handle<IOException>(error => error is not WireException { Failure: MigrationFailure.PeerNotTrusted or MigrationFailure.VersionMismatch or MigrationFailure.ProtocolBroken }),
            });
        }
        return builder.AddTimeout(options.ConnectTimeout).Build();
    }
}
