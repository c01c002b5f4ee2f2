namespace Containment.Migration.Wire;

/// <summary>Takes items as they come. All it is given is hostile until it has judged it; a digest is judged before <see cref="EndAsync"/>.</summary>
internal interface IItemReceiver
{
    Task BeginAsync(ItemSection section, ReadOnlyMemory<byte> header, CancellationToken cancellation);

    Task ChunkAsync(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellation);

    Task EndAsync(ReadOnlyMemory<byte> trailer, CancellationToken cancellation);
}
