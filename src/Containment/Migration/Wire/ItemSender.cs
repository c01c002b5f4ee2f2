using System.Buffers.Binary;
using System.Security.Cryptography;
using Containment.Migration.Protocol;

namespace Containment.Migration.Wire;

/// <summary>Sends items one after the other, each closed by its digest. Counts the bytes of each section.</summary>
internal sealed class ItemSender(FrameChannel channel, Action<ItemSection, long>? sent = null)
{
    /// <summary>How much of an item goes in one frame.</summary>
    public const int ChunkSize = 256 * 1024;

    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _offset = new byte[8];
    private ItemSection _section;

    public async Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        _section = section;
        byte[] first = [(byte)section];
        _digest.AppendData(first);
        _digest.AppendData(header.Span);
        await channel.SendAsync(FrameKind.Item, Message.None, first, header, cancellation).ConfigureAwait(false);
        sent?.Invoke(section, header.Length);
    }

    public async Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_offset, offset);
        ItemReader.AppendPlace(_digest, offset, bytes.Length);
        await channel.SendAsync(FrameKind.Chunk, Message.None, _offset, bytes, cancellation).ConfigureAwait(false);
        sent?.Invoke(_section, bytes.Length);
    }

    /// <summary>Closes the item; <paramref name="trailer"/> is what could be said only at the end of it.</summary>
    public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation)
    {
        _digest.AppendData(trailer.Span);
        return channel.SendAsync(FrameKind.End, Message.None, _digest.GetHashAndReset(), trailer, cancellation);
    }

    public Task EndAsync(CancellationToken cancellation) => EndAsync(default, cancellation);

    /// <summary>An item without content.</summary>
    public async Task SendAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        await BeginAsync(section, header, cancellation).ConfigureAwait(false);
        await EndAsync(cancellation).ConfigureAwait(false);
    }
}
