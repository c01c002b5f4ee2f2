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
    Task CopyAsync(ReadOnlyMemory<byte> accepted, ItemSender items, IRoundWatch watch, CancellationToken cancellation);

    /// <summary>Just before the freeze: what would only be in its way is kept from coming, and given a moment to pass.</summary>
    Task QuietAsync(CancellationToken cancellation);

    Task FreezeAsync(CancellationToken cancellation);

    Task DumpAsync(ItemSender items, CancellationToken cancellation);

    /// <summary>It runs over there: sends the pages that the target wants, until there are no more wishes.</summary>
    /// <param name="items">Where to.</param>
    /// <param name="wishes">What the target says that it lacks, as it comes.</param>
    /// <param name="cancellation">The link broke, or the target has all.</param>
    Task ServeAsync(ItemSender items, System.Threading.Channels.ChannelReader<ReadOnlyMemory<byte>> wishes, CancellationToken cancellation);

    Task ThawAsync(CancellationToken cancellation);

    /// <summary>Lets it go on here under an epoch above the target's: the target is off, or fenced.</summary>
    Task TakeBackAsync(CancellationToken cancellation);

    Task DeleteAsync(CancellationToken cancellation);
}
