namespace Containment.Migration.Wire;

/// <summary>Sends items one after the other, each closed by its digest. Counts the bytes of each section.</summary>
internal sealed class ItemSender(ItemLanes lanes, Action<ItemSection, long>? sent = null)
{
    /// <summary>How much of an item goes in one frame.</summary>
    public const int ChunkSize = 256 * 1024;

    /// <summary>What the target has of an earlier attempt.</summary>
    public KeptFiles Kept => lanes.Kept;

    private readonly PlaceDigest _digest = new();
    private ItemSection _section;
    private ulong _item;

    public async Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        _section = section;
        _digest.Begin(section, header.Span);
        _item = await lanes.BeginAsync(section, header, cancellation).ConfigureAwait(false);
        sent?.Invoke(section, header.Length);
    }

    /// <summary>Sends bytes of the item; they may be changed as soon as this has returned.</summary>
    public async Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        _digest.Chunk(offset, bytes.Length);
        await lanes.ChunkAsync(_item, offset, bytes, cancellation).ConfigureAwait(false);
        sent?.Invoke(_section, bytes.Length);
    }

    /// <summary>Closes the item; <paramref name="trailer"/> is what could be said only at the end of it.</summary>
    public Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation) =>
        lanes.EndAsync(_item, _digest.End(trailer.Span), trailer, cancellation);

    public Task EndAsync(CancellationToken cancellation) => EndAsync(default, cancellation);

    /// <summary>An item without content.</summary>
    public async Task SendAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation)
    {
        await BeginAsync(section, header, cancellation).ConfigureAwait(false);
        await EndAsync(cancellation).ConfigureAwait(false);
    }
}
