using Containment.Migration.Journals;
using Containment.Migration.Wire;

namespace Containment.Migration.Driving;

/// <summary>What the source sends items over: the main link and its further streams, all of which last as long as the main link does.</summary>
internal sealed class SourceStreams : IAsyncDisposable
{
    private readonly IReadOnlyList<MoveLink> _more;
    private readonly List<Task> _pumps = [];

    private SourceStreams(KeptFiles kept, MoveLink main, IReadOnlyList<MoveLink> more, MigrateOptions options, TimeProvider clock)
    {
        (_more, Main) = (more, main);
        Lanes = new ItemLanes(main.Channel, [.. more.Select(link => link.Channel)], new Pace(options.Bandwidth, clock), options.Compression) { Kept = kept };
    }

    public MoveLink Main { get; }

    public ItemLanes Lanes { get; }

    public static async Task<SourceStreams> OpenAsync(MoveLink main, ILinkMaker links, MoveRecord record, KeptFiles kept, MigrateOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        var joining = Enumerable.Range(0, options.Streams == 1 ? 0 : options.Streams).Select(_ => links.JoinAsync(record, main.Channel.Session, cancellation)).ToList();
        try
        {
            return new SourceStreams(kept, main, await Task.WhenAll(joining).ConfigureAwait(false), options, clock);
        }
        catch
        {
            foreach (var one in joining)
                if (one.IsCompletedSuccessfully) await (await one.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Keeps the further streams alive; one that ends while it is needed takes the main link with it.</summary>
    public void Watch(MoveMeter meter, Func<bool> needed)
    {
        foreach (var link in _more)
        {
            meter.Watch(link.Channel);
            _pumps.Add(WatchAsync(link));
        }

        async Task WatchAsync(MoveLink link)
        {
            await link.PumpAsync((message, _) => throw new WireException($"{message} over a further stream"), null).ConfigureAwait(false);
            if (needed()) await Main.DisposeAsync().ConfigureAwait(false);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in _more) await link.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(_pumps).ConfigureAwait(false);
        await Lanes.DisposeAsync().ConfigureAwait(false);
    }
}
