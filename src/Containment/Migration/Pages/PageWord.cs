using System.Buffers.Binary;
using Containment.Migration.Wire;

namespace Containment.Migration.Pages;

/// <summary>How an item of pages begins, and what its chunks are.</summary>
/// <remarks>
/// <code>
///  Item    word u8, process i32 (its id in its own pid namespace)
///  Chunk   of Content: offset = address; whole pages, or eight bytes: so many bytes of zeros begin there
///          of Parts:   address u64, bytes u64, and so on: all that the process has that is not in its images
///          of Late:    the same: what of them comes only when it runs
/// </code>
/// </remarks>
internal readonly record struct PageWord(PageWord.Kind What, int Process)
{
    public const int Size = 5, ZerosSize = 8, PartSize = 16;

    public enum Kind : byte
    {
        Content = 1,
        Parts = 2,
        Late = 3,
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Size];
        bytes[0] = (byte)What;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), Process);
        return bytes;
    }

    /// <exception cref="WireException">It is none.</exception>
    public static PageWord Read(ReadOnlySpan<byte> header)
    {
        if (header.Length != Size || (Kind)header[0] is not (Kind.Content or Kind.Parts or Kind.Late) || BinaryPrimitives.ReadInt32LittleEndian(header[1..]) is var process && process <= 0)
            throw new WireException("pages of no process");
        return new((Kind)header[0], process);
    }
}
