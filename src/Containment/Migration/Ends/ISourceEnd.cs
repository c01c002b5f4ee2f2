using Containment.Migration.Wire;

namespace Containment.Migration.Ends;

/// <summary>
/// What the source's machine acts on: a container, or in tests something that stands for one. Each verb may be called again
/// after a crash; a verb that is cancelled may have been done or not.
/// </summary>
internal interface ISourceEnd : IAsyncDisposable
{
    /// <summary>What the target needs to know to judge and prepare. Changes nothing.</summary>
    Task<byte[]> OfferAsync(CancellationToken cancellation);

    /// <summary>Sends the files while it runs; <paramref name="accepted"/> is the target's answer to the offer.</summary>
    Task CopyAsync(ReadOnlyMemory<byte> accepted, ItemSender items, Action<int> round, CancellationToken cancellation);

    Task FreezeAsync(CancellationToken cancellation);

    Task DumpAsync(ItemSender items, CancellationToken cancellation);

    Task ThawAsync(CancellationToken cancellation);

    Task DeleteAsync(CancellationToken cancellation);
}
