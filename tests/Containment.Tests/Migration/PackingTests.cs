using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Containment.Migration.Protocol;
using Containment.Migration.Wire;

namespace Containment.Tests.Migration;

internal sealed class PackingTests
{
    private static readonly byte[] Text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(n => $"line {n} of the orders\n")))[..(256 * 1024)];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [TestCase(Packing.Lz4)]
    [TestCase(Packing.Zstd)]
    [CancelAfter(10_000)]
    public async Task A_chunk_that_is_packed_comes_out_as_it_went_in(int packing, CancellationToken cancellation)
    {
        using var packer = new Packer();
        var packed = new byte[Text.Length];
        var length = packer.Pack((Packing)packing, Text, packed);
        Assert.That(length, Is.InRange(1, Text.Length / 2));
        var frame = await Through((Packing)packing, Text.Length, packed.AsMemory(0, length), cancellation);
        Assert.That(ItemPlace.Read(frame.Payload.Span), Is.EqualTo(new ItemPlace(3, 1, 77)));
        Assert.That(frame.Payload[ItemPlace.Size..].Span.SequenceEqual(Text), Is.True);
    }

    [TestCase(Packing.Lz4)]
    [TestCase(Packing.Zstd)]
    public void What_does_not_get_smaller_is_not_packed(int packing)
    {
        using var packer = new Packer();
        Assert.That(packer.Pack((Packing)packing, RandomNumberGenerator.GetBytes(64 * 1024), new byte[128 * 1024]), Is.Zero);
    }

    /// <summary>A few kilobytes that unpack to far more, announced as little, as too much, and as less than nothing; and what is no packed chunk at all.</summary>
    [TestCase(Packing.Zstd, 1 << 20, TestName = "A_chunk_that_is_to_unpack_to_more_than_a_frame_is_refused")]
    [TestCase(Packing.Zstd, -5, TestName = "A_chunk_that_is_to_unpack_to_less_than_nothing_is_refused")]
    [TestCase(Packing.Zstd, 4096, TestName = "A_zstd_bomb_stops_at_what_it_promised")]
    [TestCase(Packing.Lz4, 4096, TestName = "An_lz4_bomb_stops_at_what_it_promised")]
    [TestCase(Packing.Lz4, 1_000_000, TestName = "An_lz4_chunk_that_holds_less_than_it_promised_is_refused")]
    [TestCase(Packing.Zstd, 1_000_000, TestName = "A_zstd_chunk_that_holds_less_than_it_promised_is_refused")]
    [CancelAfter(10_000)]
    public async Task A_packed_chunk_is_judged(int packing, int promised, CancellationToken cancellation)
    {
        using var packer = new Packer();
        var bomb = new byte[promised == 1_000_000 ? 500_000 : 64 << 20];
        var packed = new byte[1 << 19];
        var length = packer.Pack((Packing)packing, bomb, packed);
        Assert.That(length, Is.GreaterThan(0));
        await Assert.ThrowsAsync<WireException>(() => Through((Packing)packing, promised, packed.AsMemory(0, length), cancellation));
    }

    [TestCase(Packing.Lz4)]
    [TestCase(Packing.Zstd)]
    [CancelAfter(20_000)]
    public async Task Garbage_is_refused_and_nothing_else_happens(int packing, CancellationToken cancellation)
    {
        var random = new Random(7);
        var garbage = new byte[2000];
        for (var at = 0; at < 300; at++)
        {
            random.NextBytes(garbage);
            if (packing == (int)Packing.Zstd) BinaryPrimitives.WriteUInt32LittleEndian(garbage, 0xFD2FB528);
            try { await Through((Packing)packing, random.Next(1, 300_000), garbage.AsMemory(0, random.Next(1, 2000)), cancellation); }
            catch (WireException) { /* As it should. */ }
        }
    }

    [Test]
    public void Only_chunks_may_be_packed_and_only_in_a_known_way()
    {
        var bytes = new byte[FrameHeader.Size];
        new FrameHeader(10, FrameKind.Chunk, Message.None, 0, Packing.Zstd).Write(bytes);
        Assert.That(FrameHeader.Read(bytes).Packing, Is.EqualTo(Packing.Zstd));
        new FrameHeader(10, FrameKind.Chunk, Message.None, 0, (Packing)3).Write(bytes);
        Assert.Throws<WireException>(() => FrameHeader.Read(bytes));
        new FrameHeader(10, FrameKind.Item, Message.None, 0, Packing.Lz4).Write(bytes);
        Assert.Throws<WireException>(() => FrameHeader.Read(bytes));
    }

    private static async Task<Frame> Through(Packing packing, int promised, ReadOnlyMemory<byte> packed, CancellationToken cancellation)
    {
        using var wire = new MemoryStream();
        var prefix = new byte[ItemPlace.Size + 4];
        new ItemPlace(3, 1, 77).Write(prefix);
        BinaryPrimitives.WriteInt32LittleEndian(prefix.AsSpan(ItemPlace.Size), promised);
        await new FrameChannel(wire).SendAsync(FrameKind.Chunk, Message.None, packing, prefix, packed, cancellation);
        return await new FrameChannel(new MemoryStream(wire.ToArray())).ReceiveAsync(Patience, cancellation);
    }
}
