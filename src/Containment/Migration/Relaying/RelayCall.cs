using System.Text;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Relaying;

/// <summary>
/// What hosts and a relay say to each other, over TLS with both certificates and a greeting:
/// <code>
///  TARGET ---- Wait ------------------>  RELAY  &lt;---- Visit (fingerprint of the target) ---- SOURCE
///         &lt;--- pings, both ways ------->
///         &lt;--- Met --------------------
///         ---- Met ------------------->         ----- Met -------------------------------->
///         &lt;=== the hosts' own TLS, of which the relay sees only what any wire sees =======>
///                                               or  Decline: nobody of that fingerprint waits
/// </code>
/// </summary>
internal sealed class RelayCall(SecureLink link, FrameChannel channel) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _quiet = new();
    private Task _pinging = Task.CompletedTask;

    public TrustedPeer Peer => link.Peer;

    /// <summary>What it carries once the two have met.</summary>
    public Stream Stream => link.Stream;

    /// <summary>Greets the other end of a secure link.</summary>
    public static async Task<RelayCall> GreetAsync(SecureLink link, bool caller, TimeSpan patience, CancellationToken cancellation)
    {
        var channel = new FrameChannel(link.Stream);
        try
        {
            await Hello.ExchangeAsync(channel, caller, link.Own, link.Other, patience, cancellation).ConfigureAwait(false);
            return new RelayCall(link, channel);
        }
        catch
        {
            await channel.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public Task SayAsync(Message message, string text, CancellationToken cancellation) =>
        channel.SendAsync(FrameKind.Control, message, Encoding.ASCII.GetBytes(text), cancellation);

    /// <summary>The next word that is no ping.</summary>
    /// <exception cref="WireException">It is something else, or nothing came for too long.</exception>
    public async Task<(Message Message, string Text)> HearAsync(TimeSpan patience, CancellationToken cancellation)
    {
        Frame frame;
        do frame = await channel.ReceiveAsync(patience, cancellation).ConfigureAwait(false); while (frame.Kind == FrameKind.Ping);
        if (frame.Kind != FrameKind.Control || frame.Payload.Length > 256) throw new WireException($"{frame.Kind} where a word was due");
        return (frame.Message, Encoding.ASCII.GetString(frame.Payload.Span));
    }

    /// <summary>Says now and then that it is there.</summary>
    public void Ping() => _pinging = PingAsync();

    /// <summary>Says no more pings, so that what follows is all the hosts' own.</summary>
    public async Task HushAsync()
    {
        await _quiet.CancelAsync().ConfigureAwait(false);
        await _pinging.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _quiet.CancelAsync().ConfigureAwait(false);
        await channel.DisposeAsync().ConfigureAwait(false);
        await _pinging.ConfigureAwait(false);
    }

    private async Task PingAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Pause, _quiet.Token).ConfigureAwait(false);
                await channel.SendAsync(FrameKind.Ping, Message.None, default, _quiet.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // Whoever reads sees the same end.
        }
    }
}
