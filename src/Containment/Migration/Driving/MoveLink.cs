using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>An authenticated session about one move: sends its messages, and hands on what comes until the link ends.</summary>
internal sealed class MoveLink(FrameChannel channel, TrustedPeer peer, MoveName name, TimeSpan patience) : IAsyncDisposable
{
    // How long the other side waits is its own choice and not known here.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _end = new();

    public TrustedPeer Peer => peer;

    public FrameChannel Channel => channel;

    public Task SendAsync(Message message, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        channel.SendAsync(FrameKind.Control, message, name.ToBytes(), payload, cancellation);

    /// <summary>Reads until the link ends, whatever ends it; that is returned.</summary>
    public async Task<Exception> PumpAsync(Action<Message, ReadOnlyMemory<byte>> message, Func<Frame, CancellationToken, Task>? item)
    {
        var pinging = PingAsync();
        try
        {
            while (true)
            {
                var frame = await channel.ReceiveAsync(patience, _end.Token).ConfigureAwait(false);
                switch (frame.Kind)
                {
                    case FrameKind.Ping: break;
                    case FrameKind.Control:
                        if (MoveName.Read(frame.Payload.Span) != name) throw new WireException("a message about another move");
                        message(frame.Message, frame.Payload[MoveName.Size..].ToArray());
                        break;
                    case FrameKind.Item or FrameKind.Chunk or FrameKind.End when item is not null:
                        await item(frame, _end.Token).ConfigureAwait(false);
                        break;
                    default: throw new WireException($"{frame.Kind} where it has no place");
                }
            }
        }
        catch (Exception ended)
        {
            await DisposeAsync().ConfigureAwait(false);
            await pinging.ConfigureAwait(false);
            return ended;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await channel.DisposeAsync().ConfigureAwait(false);
    }

    private async Task PingAsync()
    {
        var pause = patience / 4 < LongestSilence ? patience / 4 : LongestSilence;
        try
        {
            while (true)
            {
                await Task.Delay(pause, _end.Token).ConfigureAwait(false);
                if (channel.Silent >= pause) await channel.SendAsync(FrameKind.Ping, Message.None, default, _end.Token).ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The reader sees the same end.
        }
    }
}
