using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>Frames over a stream, in order, each direction counted. One reader; writers take turns.</summary>
internal sealed class FrameChannel(Stream stream) : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[] _outgoing = new byte[FrameHeader.Size + FrameHeader.MaxPayload];
    private readonly byte[] _incoming = new byte[FrameHeader.MaxPayload];
    private ulong _sent, _received;
    private long _bytesOut, _bytesIn, _lastOut = Environment.TickCount64;

    public long BytesSent => Interlocked.Read(ref _bytesOut);

    public long BytesInAll => Interlocked.Read(ref _bytesOut) + Interlocked.Read(ref _bytesIn);

    /// <summary>Since something was last sent.</summary>
    public TimeSpan Silent => TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref _lastOut));

    public Task SendAsync(FrameKind kind, Message message, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        SendAsync(kind, message, payload, default, cancellation);

    /// <summary>Sends one frame whose payload is two parts in a row.</summary>
    public async Task SendAsync(FrameKind kind, Message message, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellation)
    {
        var length = first.Length + second.Length;
        if (length > FrameHeader.MaxPayload) throw new ArgumentOutOfRangeException(nameof(first), length, "a payload of at most 1 MiB");
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            new FrameHeader(length, kind, message, _sent++).Write(_outgoing);
            first.CopyTo(_outgoing.AsMemory(FrameHeader.Size));
            second.CopyTo(_outgoing.AsMemory(FrameHeader.Size + first.Length));
            // Half a frame would be the end of the link, so a writer is stopped only between frames or by closing.
            await stream.WriteAsync(_outgoing.AsMemory(0, FrameHeader.Size + length), _closed.Token).ConfigureAwait(false);
            Interlocked.Add(ref _bytesOut, FrameHeader.Size + length);
            Interlocked.Exchange(ref _lastOut, Environment.TickCount64);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>The next frame; waits at most <paramref name="patience"/> between two.</summary>
    /// <exception cref="WireException">It is none, or nothing came for too long.</exception>
    /// <exception cref="EndOfStreamException">The other side closed.</exception>
    public async Task<Frame> ReceiveAsync(TimeSpan patience, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _closed.Token);
        limit.CancelAfter(patience);
        try
        {
            await stream.ReadExactlyAsync(_incoming.AsMemory(0, FrameHeader.Size), limit.Token).ConfigureAwait(false);
            var header = FrameHeader.Read(_incoming);
            if (header.Sequence != _received++) throw new WireException($"frame {header.Sequence} where {_received - 1} was due");
            await stream.ReadExactlyAsync(_incoming.AsMemory(0, header.Length), limit.Token).ConfigureAwait(false);
            Interlocked.Add(ref _bytesIn, FrameHeader.Size + header.Length);
            return new Frame(header.Kind, header.Message, _incoming.AsMemory(0, header.Length));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !_closed.IsCancellationRequested)
        {
            throw new WireException($"the other host was silent for {patience.TotalSeconds:0.#} s", MigrationFailure.TimedOut);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested) return;
        await _closed.CancelAsync().ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
