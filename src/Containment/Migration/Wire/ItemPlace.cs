using System.Buffers.Binary;

namespace Containment.Migration.Wire;

/// <summary>The first 24 bytes of each frame of an item; drawn in <see cref="FrameKind"/>.</summary>
/// <param name="Number">Counts the frames of items of a move, over all its streams, from 0.</param>
/// <param name="Item">The number of the frame that began the item.</param>
/// <param name="Offset">Where a chunk's bytes belong; 0 in other frames.</param>
internal readonly record struct ItemPlace(ulong Number, ulong Item, long Offset)
{
    public const int Size = 24;

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Number);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], Item);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Offset);
    }

    /// <exception cref="WireException">It is none.</exception>
    public static ItemPlace Read(ReadOnlySpan<byte> from)
    {
        if (from.Length < Size) throw new WireException("a frame of an item without its place");
        var place = new ItemPlace(BinaryPrimitives.ReadUInt64LittleEndian(from), BinaryPrimitives.ReadUInt64LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]));
        return place.Offset >= 0 && place.Item <= place.Number ? place : throw new WireException("a frame of an item out of place");
    }
}
