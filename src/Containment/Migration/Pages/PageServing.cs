using System.Threading.Channels;
using Containment.Checkpoints.Filling;
using Containment.Migration.Wire;

namespace Containment.Migration.Pages;

/// <summary>Sends the pages of frozen processes that run elsewhere already: what is waited for first, the rest in between.</summary>
internal sealed class PageServing(PageSender sender, Func<IReadOnlyDictionary<int, int>> processes)
{
    private readonly LinkedList<PageWish> _urgent = new(), _rest = new();

    /// <param name="wishes">As they come; when it is closed, or nobody wants more, this goes on waiting until it is cancelled.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(ChannelReader<ReadOnlyMemory<byte>> wishes, CancellationToken cancellation)
    {
        var pids = processes();
        while (true)
        {
            while (wishes.TryRead(out var message)) Take(PageWish.Read(message.Span));
            if (_urgent.First is { } urgent) await SendAsync(pids, Cut(_urgent, urgent), cancellation).ConfigureAwait(false);
            else if (_rest.First is { } rest) await SendAsync(pids, Cut(_rest, rest), cancellation).ConfigureAwait(false);
            else if (!await wishes.WaitToReadAsync(cancellation).ConfigureAwait(false)) return;
        }
    }

    private void Take((PageUrgency Urgency, IReadOnlyList<PageWish> Wishes) said)
    {
        if (said.Urgency == PageUrgency.InPlace) _rest.Clear();
        foreach (var wish in said.Wishes) (said.Urgency == PageUrgency.Urgent ? _urgent : _rest).AddLast(wish);
    }

    // In pieces, so that nobody waits long behind one.
    private static PageWish Cut(LinkedList<PageWish> wishes, LinkedListNode<PageWish> first)
    {
        var (wish, middle) = (first.Value, first.Value.Part.Address + ItemSender.ChunkSize);
        if (middle >= wish.Part.End) wishes.RemoveFirst();
        else first.Value = wish with { Part = wish.Part.Cut(middle, wish.Part.End) };
        return wish with { Part = wish.Part.Cut(wish.Part.Address, middle) };
    }

    private async Task SendAsync(IReadOnlyDictionary<int, int> pids, PageWish wish, CancellationToken cancellation)
    {
        if (!pids.TryGetValue(wish.Process, out var pid)) throw new WireException($"pages of process {wish.Process}, which is not there");
        await sender.SendAsync((wish.Process, pid), [wish.Part], again: true, missed: null, cancellation).ConfigureAwait(false);
    }
}
