using Containment.Checkpoints.Dumping;
using Containment.Checkpoints.Filling;
using Containment.Checkpoints.Tracking;
using Containment.Linux.Memory;

namespace Containment.Migration.Pages;

/// <summary>Sends the memory of processes that run, again and again what they have written since, and knows at the end what is missing over there.</summary>
/// <param name="tracker">Knows what they write.</param>
/// <param name="sender">Sends it.</param>
/// <param name="processes">Those there are now, by their ids in their own pid namespace.</param>
internal sealed class PageRounds(IDirtyTracker tracker, PageSender sender, Func<IReadOnlyDictionary<int, int>> processes) : IAsyncDisposable
{
    // What the target has, by the process's id in its own pid namespace.
    private readonly Dictionary<int, AddressSet> _there = [];
    private List<(int Id, int Pid, IReadOnlyList<PageRange> Pages)> _due = [];

    /// <summary>Looks what they have written; it is due from then on.</summary>
    /// <returns>How many bytes are due.</returns>
    public async Task<long> LookAsync(CancellationToken cancellation)
    {
        var now = processes();
        var taken = await tracker.TakeAsync([.. now.Values], cancellation).ConfigureAwait(false);
        var due = now.Where(process => taken.ContainsKey(process.Value)).ToDictionary(process => process.Key, process => (process.Value, Pages: (List<PageRange>)[.. taken[process.Value]]));
        // What was due and has not been sent still is, if its process is there.
        foreach (var (id, pid, pages) in _due)
            if (due.TryGetValue(id, out var more) && more.Value == pid) due[id] = (pid, PageRange.Merge([.. more.Pages, .. pages]));
        foreach (var (id, (_, pages)) in due)
            if (_there.TryGetValue(id, out var there))
                foreach (var range in pages) there.Remove(range.Start, range.End);
        _due = [.. due.Select(process => (process.Key, process.Value.Value, (IReadOnlyList<PageRange>)process.Value.Pages))];
        return _due.Sum(process => process.Pages.Sum(range => (long)range.Bytes));
    }

    /// <summary>Sends what is due.</summary>
    /// <returns>How many bytes of content that were.</returns>
    public async Task<long> SendAsync(CancellationToken cancellation)
    {
        var sent = 0L;
        foreach (var (id, pid, pages) in _due)
        {
            var known = _there.TryGetValue(id, out var there);
            if (!known) there = _there[id] = new();
            List<PagePart> missed = [];
            sent += await sender.SendAsync((id, pid), [.. pages.Select(Part)], again: known, missed, cancellation).ConfigureAwait(false);
            foreach (var range in pages) there!.Add(range.Start, range.End);
            foreach (var part in missed) there!.Remove(part.Address, part.End);
        }
        _due = [];
        return sent;
    }

    /// <summary>What of the pages that a process has at the end is not over there.</summary>
    public IReadOnlyList<PagePart> MissingOf(LeftPages left) => _there.TryGetValue(left.Id, out var there) ? there.MissingOf(left.Parts) : left.Parts;

    /// <summary>Whether anything was ever sent of a process.</summary>
    public bool Knows(int id) => _there.ContainsKey(id);

    public ValueTask DisposeAsync() => tracker.DisposeAsync();

    private static PagePart Part(PageRange range) => new(range.Start, (long)range.Bytes, (long)range.Start, PageSplit.InProcess);
}
