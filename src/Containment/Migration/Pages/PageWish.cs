using System.Buffers.Binary;
using Containment.Checkpoints.Filling;
using Containment.Migration.Wire;

namespace Containment.Migration.Pages;

/// <summary>Pages of one process that the target lacks while the container runs there.</summary>
/// <remarks>
/// <code>
///  Want    PageUrgency u8, then for each: process i32, address u64, bytes u64
/// </code>
/// </remarks>
internal readonly record struct PageWish(int Process, PagePart Part)
{
    private const int Size = 20;

    /// <summary>The most that one message says.</summary>
    public const int Most = 50_000;

    public static byte[] Write(PageUrgency urgency, IReadOnlyCollection<PageWish> wishes)
    {
        var bytes = new byte[1 + (wishes.Count * Size)];
        bytes[0] = (byte)urgency;
        var at = bytes.AsSpan(1);
        foreach (var wish in wishes)
        {
            BinaryPrimitives.WriteInt32LittleEndian(at, wish.Process);
            BinaryPrimitives.WriteUInt64LittleEndian(at[4..], wish.Part.Address);
            BinaryPrimitives.WriteInt64LittleEndian(at[12..], wish.Part.Bytes);
            at = at[Size..];
        }
        return bytes;
    }

    /// <exception cref="WireException">It is none.</exception>
    public static (PageUrgency Urgency, IReadOnlyList<PageWish> Wishes) Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < 1 || message[0] > (byte)PageUrgency.Also || (message.Length - 1) % Size != 0) throw new WireException("a wish that is none");
        List<PageWish> wishes = [];
        for (var at = message[1..]; !at.IsEmpty; at = at[Size..])
        {
            var (address, bytes) = (BinaryPrimitives.ReadUInt64LittleEndian(at[4..]), BinaryPrimitives.ReadInt64LittleEndian(at[12..]));
            if (bytes <= 0 || address % (ulong)PageSplit.Page != 0 || bytes % PageSplit.Page != 0 || address >= 1UL << 47 || bytes > 1L << 47) throw new WireException("a wish for no pages");
            wishes.Add(new(BinaryPrimitives.ReadInt32LittleEndian(at), new(address, bytes, (long)address, PageSplit.InProcess)));
        }
        return ((PageUrgency)message[0], wishes);
    }
}
