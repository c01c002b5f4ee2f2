using Containment.Linux.Descriptors;
using Containment.Linux.Memory;
using Containment.Linux.Processes;

namespace Containment.Checkpoints.Tracking;

/// <summary>By write protection: looking which pages were written and protecting them again is one call of the kernel's, so nobody stands still.</summary>
internal sealed class WriteProtectionTracker : IDirtyTracker
{
    private readonly Dictionary<int, ProtectedProcess> _known = [];
    private readonly Dictionary<int, string> _untracked = [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, string> Untracked => _untracked;

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<int, IReadOnlyList<PageRange>>> TakeAsync(IReadOnlyCollection<int> pids, CancellationToken cancellationToken)
    {
        foreach (var gone in _known.Keys.Except(pids).ToList()) Forget(gone);
        Dictionary<int, IReadOnlyList<PageRange>> taken = [];
        // Those that are known first: whoever runs in the memory of one of them must not have its pages.
        foreach (var pid in pids.OrderBy(pid => _known.ContainsKey(pid) ? 0 : 1))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TakeAsync(pid, taken.Keys).ConfigureAwait(false) is { } pages) taken[pid] = pages;
        }
        return taken;
    }

    /// <summary>Lets go of all memory; what was protected is writable without a fault again.</summary>
    public ValueTask DisposeAsync()
    {
        foreach (var pid in _known.Keys.ToList()) Forget(pid);
        return ValueTask.CompletedTask;
    }

    private async Task<List<PageRange>?> TakeAsync(int pid, IEnumerable<int> before)
    {
        if (ProcessStat.Of(pid) is not { IsAtWork: true } stat || before.Any(other => SharedMemory.IsShared(pid, other))) return null;
        if (_known.TryGetValue(pid, out var known) && known.Began == stat.Began)
            try
            {
                if (await Task.Run(known.Take).ConfigureAwait(false) is { } written) return written;
                // It executes another program now.
            }
            catch (KernelRefusal refusal) when (refusal.Error == Errno.ESRCH)
            {
                return null;
            }
        Forget(pid);
        return await BeginAsync(pid, stat.Began).ConfigureAwait(false);
    }

    private async Task<List<PageRange>?> BeginAsync(int pid, ulong began)
    {
        try
        {
            var process = await ProtectedProcess.BeginAsync(pid, began).ConfigureAwait(false);
            _known[pid] = process;
            _untracked.Remove(pid);
            if (await Task.Run(process.Take).ConfigureAwait(false) is { } pages) return pages;
            Forget(pid);
        }
        catch (KernelRefusal refusal)
        {
            if (ProcessStat.Of(pid) is not { IsAtWork: true }) return null;
            _untracked[pid] = refusal.Message;
        }
        return OwnPages.Find(pid, PageQuery.Populated);
    }

    private void Forget(int pid)
    {
        if (_known.Remove(pid, out var process)) process.Dispose();
        _untracked.Remove(pid);
    }
}
