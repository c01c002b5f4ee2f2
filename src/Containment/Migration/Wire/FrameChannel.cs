using System.Buffers.Binary;
using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>Frames over a stream, in order, each direction counted. One reader; writers take turns.</summary>
internal sealed class FrameChannel(Stream stream) : IAsyncDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly CancellationTokenSource _closed = new();
    private readonly byte[] _outgoing = new byte[FrameHeader.Size + FrameHeader.MaxPayload];
    private readonly byte[] _incoming = new byte[FrameHeader.MaxPayload];
    private readonly Packer _packer = new();
    private byte[]? _unpacked;
    private ulong _sent, _received;
    private long _bytesOut, _bytesIn, _lastOut = Environment.TickCount64;

    /// <summary>The hash that both sides of the session came to; only they know it. Empty before the greeting.</summary>
    public ReadOnlyMemory<byte> Session { get; set; }

    public long BytesSent => Interlocked.Read(ref _bytesOut);

    public long BytesInAll => Interlocked.Read(ref _bytesOut) + Interlocked.Read(ref _bytesIn);

    /// <summary>Since something was last sent.</summary>
    public TimeSpan Silent => TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref _lastOut));

    public Task SendAsync(FrameKind kind, Message message, ReadOnlyMemory<byte> payload, CancellationToken cancellation) =>
        SendAsync(kind, message, Packing.None, payload, default, cancellation);

    /// <summary>Sends one frame whose payload is two parts in a row.</summary>
    public Task SendAsync(FrameKind kind, Message message, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellation) =>
        SendAsync(kind, message, Packing.None, first, second, cancellation);

    public async Task SendAsync(FrameKind kind, Message message, Packing packing, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellation)
    {
        var length = first.Length + second.Length;
        if (length > FrameHeader.MaxPayload) throw new ArgumentOutOfRangeException(nameof(first), length, "a payload of at most 1 MiB");
        await _writing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            new FrameHeader(length, kind, message, _sent++, packing).Write(_outgoing);
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
            return new Frame(header.Kind, header.Message, header.Packing == Packing.None ? _incoming.AsMemory(0, header.Length) : Unpack(header));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested && !_closed.IsCancellationRequested)
        {
            throw new WireException($"the other host was silent for {patience.TotalSeconds:0.#} s", MigrationFailure.TimedOut);
        }
    }

    // The promised length is bounded before anything is unpacked, and not a byte more is.
    private ReadOnlyMemory<byte> Unpack(FrameHeader header)
    {
        const int Before = ItemPlace.Size + 4;
        if (header.Length <= Before) throw new WireException("a packed chunk without content");
        var length = BinaryPrimitives.ReadInt32LittleEndian(_incoming.AsSpan(ItemPlace.Size));
        if (length is < 1 or > FrameHeader.MaxPayload - ItemPlace.Size) throw new WireException($"a chunk that is to unpack to {(uint)length} bytes");
        _unpacked ??= new byte[FrameHeader.MaxPayload];
        _incoming.AsSpan(0, ItemPlace.Size).CopyTo(_unpacked);
        _packer.Unpack(header.Packing, _incoming.AsSpan(Before, header.Length - Before), _unpacked.AsSpan(ItemPlace.Size, length));
        return _unpacked.AsMemory(0, ItemPlace.Size + length);
    }

    public async ValueTask DisposeAsync()
    {
        if (_closed.IsCancellationRequested) return;
        await _closed.CancelAsync().ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
