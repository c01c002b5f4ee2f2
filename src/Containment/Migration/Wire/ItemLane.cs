using System.Diagnostics;
using System.Buffers.Binary;
using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>One stream on its way to send chunks: packs where that pays, keeps the pace, sends.</summary>
internal sealed class ItemLane(FrameChannel channel, Pace pace, LanePacking packing) : IDisposable
{
    private const int Length = 4;

    private readonly byte[] _prefix = new byte[ItemPlace.Size];
    private readonly Packer _packer = new();
    private byte[] _packed = [], _copy = [];

    /// <summary>Keeps a copy of the bytes, so that they can be sent while their owner goes on.</summary>
    public ReadOnlyMemory<byte> Keep(ReadOnlyMemory<byte> bytes)
    {
        if (_copy.Length < bytes.Length) _copy = new byte[Math.Max(bytes.Length, ItemSender.ChunkSize)];
        bytes.CopyTo(_copy);
        return _copy.AsMemory(0, bytes.Length);
    }

    public async Task ChunkAsync(ItemPlace place, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        place.Write(_prefix);
        var way = bytes.Length < LanePacking.Least ? Packing.None : packing.Choose();
        var packed = way == Packing.None ? 0 : Pack(way, bytes.Span);
        var content = packed == 0 ? bytes : _packed.AsMemory(0, packed);
        var began = Stopwatch.GetTimestamp();
        await pace.TakeAsync(FrameHeader.Size + ItemPlace.Size + content.Length, cancellation).ConfigureAwait(false);
        await channel.SendAsync(FrameKind.Chunk, Message.None, packed == 0 ? Packing.None : way, _prefix, content, cancellation).ConfigureAwait(false);
        packing.Sent(content.Length, Stopwatch.GetElapsedTime(began));
    }

    private int Pack(Packing way, ReadOnlySpan<byte> bytes)
    {
        if (_packed.Length < bytes.Length + Length) _packed = new byte[Math.Max(bytes.Length, ItemSender.ChunkSize) + Length];
        var began = Stopwatch.GetTimestamp();
        BinaryPrimitives.WriteInt32LittleEndian(_packed, bytes.Length);
        var packed = _packer.Pack(way, bytes, _packed.AsSpan(Length));
        packing.Packed(way, bytes.Length, packed == 0 ? bytes.Length : packed, Stopwatch.GetElapsedTime(began));
        return packed == 0 ? 0 : packed + Length;
    }

    public void Dispose() => _packer.Dispose();
}
