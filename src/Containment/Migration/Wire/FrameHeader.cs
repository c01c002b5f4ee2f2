using System.Buffers.Binary;
using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>The 16 bytes before each payload; drawn in <see cref="FrameKind"/>.</summary>
internal readonly record struct FrameHeader(int Length, FrameKind Kind, Message Message, ulong Sequence, Packing Packing = Packing.None)
{
    public const int Size = 16;
    public const int MaxPayload = 1 << 20;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteInt32LittleEndian(to, Length);
        to[4] = (byte)Kind;
        to[5] = (byte)Message;
        to[6] = (byte)Packing;
        to[7] = 0;
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], Sequence);
    }

    /// <exception cref="WireException">A field is out of its bounds.</exception>
    public static FrameHeader Read(ReadOnlySpan<byte> from)
    {
        var header = new FrameHeader(BinaryPrimitives.ReadInt32LittleEndian(from), (FrameKind)from[4], (Message)from[5], BinaryPrimitives.ReadUInt64LittleEndian(from[8..]), (Packing)from[6]);
        if (header.Length is < 0 or > MaxPayload) throw new WireException($"a frame of {(uint)header.Length} bytes");
        if (header.Kind is < FrameKind.Hello or > FrameKind.Ping) throw new WireException($"a frame of kind {from[4]}");
        if (header.Kind == FrameKind.Control ? header.Message is Message.None or > Message.Want : header.Message != Message.None) throw new WireException($"message {from[5]} in a frame of kind {header.Kind}");
        if (header.Packing != Packing.None && (header.Kind != FrameKind.Chunk || header.Packing > Packing.Zstd)) throw new WireException($"a frame of kind {header.Kind} packed with {from[6]}");
        if (from[7] != 0) throw new WireException("bits set that mean nothing");
        return header;
    }
}
