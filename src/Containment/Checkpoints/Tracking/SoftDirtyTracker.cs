using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Tracking;

/// <summary>By the kernel's marks: read, then cleared by writing 4 into /proc/PID/clear_refs (proc_pid_clear_refs(5)). A write between the two would be lost, so the processes stand still.</summary>
internal sealed class SoftDirtyTracker(Standstill standstill) : IDirtyTracker
{
    // When each began: a number may come to mean another process.
    private readonly Dictionary<int, ulong> _known = [];

    /// <summary>None: it works for every process.</summary>
    public IReadOnlyDictionary<int, string> Untracked { get; } = new Dictionary<int, string>();

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<PageRange>>> TakeAsync(IReadOnlyCollection<int> pids, CancellationToken cancellationToken)
    {
        await standstill.StopAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Take(pids), CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await standstill.GoOnAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Nothing stays: marks that nobody reads cost nothing.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Dictionary<int, IReadOnlyList<PageRange>> Take(IReadOnlyCollection<int> pids)
    {
        Dictionary<int, IReadOnlyList<PageRange>> taken = [];
        foreach (var pid in pids)
        {
            if (ProcessStat.Of(pid) is not { IsAtWork: true } stat || taken.Keys.Any(other => SharedMemory.IsShared(pid, other))) continue;
            var known = _known.TryGetValue(pid, out var began) && began == stat.Began;
            if (OwnPages.Find(pid, known ? PageQuery.SoftDirty : PageQuery.Populated) is not { } pages || !SoftDirtyMarks.TryClear(pid)) continue;
            _known[pid] = stat.Began;
            taken[pid] = pages;
        }
        return taken;
    }
}
