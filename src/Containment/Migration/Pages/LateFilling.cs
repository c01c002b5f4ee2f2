using System.Threading.Channels;
using Containment.Checkpoints.Filling;
using Containment.Checkpoints.Late;
using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Resources;

namespace Containment.Migration.Pages;

/// <summary>Gives processes that run already the pages that they lack: those that came before the freeze from the store, the others as they come.</summary>
internal sealed class LateFilling : ILatePages, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private const int Piece = 64 << 10;

    private readonly PageStore _store;
    private readonly Lifeline _lifeline;
    private readonly LateMemory _memory;
    private readonly Dictionary<int, AddressSet> _missing = [];
    private readonly Lock _gate = new();
    private readonly Channel<PageWish> _wishes = Channel.CreateUnbounded<PageWish>(new() { SingleReader = true });
    private Func<ReadOnlyMemory<byte>, Task>? _want;

    private LateFilling(PageStore store, int init)
    {
        _store = store;
        _lifeline = new(init);
        _memory = new(this, _lifeline);
    }

    /// <summary>Prepares processes that stand still. If this process dies from here on before they have all their pages, they die too.</summary>
    /// <param name="store">What came before the freeze.</param>
    /// <param name="init">The container's first process.</param>
    /// <param name="pids">All of them, by their ids in their own pid namespace.</param>
    /// <param name="cgroup">The one in which they stand still.</param>
    /// <exception cref="ContainmentException">KernelRefused, ToolFailed: they can't be given pages late.</exception>
    public static async Task<LateFilling> BeginAsync(PageStore store, int init, IReadOnlyDictionary<int, int> pids, ContainerCgroup cgroup)
    {
        LateFilling? filling = null;
        try
        {
            filling = new(store, init);
            if (store.Lists.Select(list => list.Process).FirstOrDefault(id => !pids.ContainsKey(id)) is > 0 and var lacking)
                throw new ContainmentException(FailureReason.ToolFailed, $"process {lacking}", $"CRIU did not restore process {lacking}");
            var still = Task.CompletedTask;
            var faults = await HeldProcesses.RunAsync([.. pids.Values], Patience,
                () => cgroup.ThawAsync(Patience).GetAwaiter().GetResult(),
                () => still = cgroup.FreezeAsync(Patience),
                held => store.Lists.ToDictionary(list => list.Process, list => UserFaultsOfProcess.Open(held[pids[list.Process]], FaultFeatures.Serving, full: true))).ConfigureAwait(false);
            await still.ConfigureAwait(false);
            foreach (var (id, parts, late) in store.Lists)
            {
                var pid = pids[id];
                var ranges = LateRanges.Split(MemoryMapping.Of(pid), [.. parts.Select(part => new PageRange(part.Address, part.End))]);
                if (ranges.AtOnce is [var first, ..]) throw new ContainmentException(FailureReason.ToolFailed, $"process {id}", $"process {id} has other memory at {first} than was saved");
                var missing = filling._missing[id] = new();
                foreach (var part in late) missing.Add(part.Address, part.End);
                filling._memory.Add(id, faults[id], ranges);
            }
            filling._memory.Start();
            return filling;
        }
        catch (Exception failure)
        {
            if (filling is not null) await filling.DisposeAsync().ConfigureAwait(false);
            if (failure is KernelRefusal refusal) throw new KernelException(refusal);
            throw;
        }
    }

    /// <summary>Waits until every page is there.</summary>
    /// <param name="want">Tells the source what is wanted.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(Func<ReadOnlyMemory<byte>, Task> want, CancellationToken cancellation)
    {
        _want = want;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var asking = AskAsync(over.Token);
        await AskAgainAsync().ConfigureAwait(false);
        var pushing = Task.Run(() => PushHere(over.Token), over.Token);
        try
        {
            await _memory.Completion.WaitAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            await over.CancelAsync().ConfigureAwait(false);
            await asking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await pushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Tells the source all that is missing, in place of what was told before.</summary>
    public async Task AskAgainAsync()
    {
        if (_want is not { } want) return;
        PageWish[] missing;
        lock (_gate) missing = [.. _missing.SelectMany(process => process.Value.Ranges.Select(range => new PageWish(process.Key, new(range.From, (long)(range.To - range.From), (long)range.From, PageSplit.InProcess))))];
        var urgency = PageUrgency.InPlace;
        foreach (var some in missing.Chunk(PageWish.Most))
        {
            await want(PageWish.Write(urgency, some)).ConfigureAwait(false);
            urgency = PageUrgency.Also;
        }
    }

    /// <summary>Pages have come.</summary>
    public void Take(int process, long address, ReadOnlySpan<byte> pages)
    {
        _memory.Arrived(process, (ulong)address, pages);
        lock (_gate)
            if (_missing.TryGetValue(process, out var missing)) missing.Remove((ulong)address, (ulong)address + (ulong)pages.Length);
    }

    public int TryRead(int process, ulong address, Span<byte> into)
    {
        long here;
        lock (_gate)
        {
            // As far as nothing of it is missing.
            here = _missing[process].MissingOf([new(address, into.Length, 0, 0)]) is [var first, ..] && first.Address == address ? first.Bytes : 0;
        }
        if (here == 0) return 0;
        _store.Read(process, (long)address, into[..(int)here]);
        return (int)here;
    }

    public void Request(int process, ulong address, PageRange neighbours) =>
        _wishes.Writer.TryWrite(new(process, new(neighbours.Start, (long)neighbours.Bytes, (long)neighbours.Start, PageSplit.InProcess)));

    public async ValueTask DisposeAsync()
    {
        await _memory.DisposeAsync().ConfigureAwait(false);
        _lifeline.Dispose();
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        await foreach (var wish in _wishes.Reader.ReadAllAsync(cancellation).ConfigureAwait(false)) await _want!(PageWish.Write(PageUrgency.Urgent, [wish])).ConfigureAwait(false);
    }

    // What is here already, page after page, whether anybody waits for it or not.
    private void PushHere(CancellationToken cancellation)
    {
        var buffer = new byte[Piece];
        foreach (var (id, parts, _) in _store.Lists)
        {
            IReadOnlyList<PagePart> here;
            lock (_gate) here = _missing[id].MissingOf(parts);
            foreach (var part in here)
            {
                for (var at = part.Address; at < part.End && !cancellation.IsCancellationRequested;)
                {
                    var piece = buffer.AsSpan(0, (int)Math.Min(Piece, part.End - at));
                    _store.Read(id, (long)at, piece);
                    _memory.Arrived(id, at, piece);
                    at += (ulong)piece.Length;
                }
            }
        }
    }
}
