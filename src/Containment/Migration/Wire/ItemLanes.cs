using System.Buffers;
using System.Threading.Channels;
using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>
/// The streams that a move's items go over, and their common count. Large chunks go over whichever further stream is free, all else over
/// the main one, so that on each stream the count only rises; the other side puts them in order again (<see cref="ItemTurns"/>). One caller at a time.
/// </summary>
internal sealed class ItemLanes : IAsyncDisposable
{
    // Less is not worth the way to another stream.
    private const int Large = 64 * 1024;

    private readonly FrameChannel _main;
    private readonly Pace _pace;
    private readonly ItemLane[] _lanes;
    private readonly ItemLane _small;
    private readonly Channel<ItemLane> _free = Channel.CreateUnbounded<ItemLane>();
    private readonly byte[] _prefix = new byte[ItemPlace.Size];
    private Exception? _broken;
    private ulong _count;

    public ItemLanes(FrameChannel main, IReadOnlyList<FrameChannel> more, Pace pace, MigrationCompression compression)
    {
        (_main, _pace, Packing) = (main, pace, new LanePacking(compression));
        _lanes = [.. more.Select(channel => new ItemLane(channel, pace, Packing))];
        _small = new ItemLane(main, pace, Packing);
        foreach (var lane in _lanes) _free.Writer.TryWrite(lane);
    }

    public LanePacking Packing { get; }

    /// <summary>What the target has of an earlier attempt.</summary>
    public KeptFiles Kept { get; init; } = new();

    /// <summary>How many frames of items have been sent, or are on their way.</summary>
    public ulong Count => Volatile.Read(ref _count);

    /// <summary>Begins an item; returns its number.</summary>
    public async Task<ulong> BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        var number = _count;
        await SendAsync(FrameKind.Item, number, (byte[])[(byte)section], header, cancellation).ConfigureAwait(false);
        return number;
    }

    public Task EndAsync(ulong item, ReadOnlyMemory<byte> digest, ReadOnlyMemory<byte> trailer, CancellationToken cancellation) =>
        SendAsync(FrameKind.End, item, digest, trailer, cancellation);

    public async Task ChunkAsync(ulong item, long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        if (_lanes.Length == 0 || bytes.Length < Large)
        {
            await _small.ChunkAsync(new ItemPlace(_count++, item, offset), bytes, cancellation).ConfigureAwait(false);
            return;
        }
        var lane = await _free.Reader.ReadAsync(cancellation).ConfigureAwait(false);
        if (Volatile.Read(ref _broken) is { } broken)
        {
            _free.Writer.TryWrite(lane);
            throw new WireException($"a stream of the move broke: {broken.Message}", MigrationFailure.LinkLost, broken);
        }
        var kept = lane.Keep(bytes);
        var place = new ItemPlace(_count++, item, offset);
        _ = Task.Run(() => RunAsync(lane, place, kept, cancellation), CancellationToken.None);
    }

    /// <summary>Waits until all streams have sent what they were given.</summary>
    /// <exception cref="WireException">One could not.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        var back = new List<ItemLane>();
        try
        {
            while (back.Count < _lanes.Length) back.Add(await _free.Reader.ReadAsync(cancellation).ConfigureAwait(false));
        }
        finally
        {
            foreach (var lane in back) _free.Writer.TryWrite(lane);
        }
        if (Volatile.Read(ref _broken) is { } broken) throw new WireException($"a stream of the move broke: {broken.Message}", MigrationFailure.LinkLost, broken);
    }

    /// <summary>After the channels were closed: waits until no stream packs or sends any more.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var _ in _lanes) await _free.Reader.ReadAsync().ConfigureAwait(false);
        _small.Dispose();
        foreach (var lane in _lanes) lane.Dispose();
    }

    private async Task RunAsync(ItemLane lane, ItemPlace place, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await lane.ChunkAsync(place, bytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            Interlocked.CompareExchange(ref _broken, failed, null);
        }
        _free.Writer.TryWrite(lane);
    }

    private async Task SendAsync(FrameKind kind, ulong item, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, CancellationToken cancellation)
    {
        new ItemPlace(_count++, item, 0).Write(_prefix);
        await _pace.TakeAsync(FrameHeader.Size + ItemPlace.Size + first.Length + second.Length, cancellation).ConfigureAwait(false);
        if (second.IsEmpty) await _main.SendAsync(kind, Message.None, Wire.Packing.None, _prefix, first, cancellation).ConfigureAwait(false);
        else await _main.SendAsync(kind, Message.None, Wire.Packing.None, (byte[])[.. _prefix, .. first.Span], second, cancellation).ConfigureAwait(false);
    }
}
