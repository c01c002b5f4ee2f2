using Containment.Linux.Descriptors;
using Containment.Linux.Memory;

namespace Containment.Checkpoints.Tracking;

/// <summary>A process whose memory is registered for asynchronous write protection.</summary>
internal sealed class ProtectedProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private readonly int _pid;
    private readonly UserFaults _faults;
    // Mappings that refused: registered by the process itself, perhaps.
    private readonly HashSet<PageRange> _refused = [];

    private ProtectedProcess(int pid, ulong began, UserFaults faults) => (_pid, Began, _faults) = (pid, began, faults);

    /// <summary>When the process did.</summary>
    public ulong Began { get; }

    public static async Task<ProtectedProcess> BeginAsync(int pid, ulong began) =>
        new(pid, began, await UserFaultsOfProcess.OpenAsync(pid, FaultFeatures.Tracking, full: false, Patience).ConfigureAwait(false));

    /// <summary>What was written since the last time, and all of mappings that are new; null where this memory is not the process's any more.</summary>
    public List<PageRange>? Take()
    {
        using var scan = PageScan.TryOpen(_pid);
        var mappings = MemoryMapping.Of(_pid).FindAll(static mapping => mapping.HoldsOwnPages);
        if (scan is null || mappings.Count == 0) throw new KernelRefusal("open", $"/proc/{_pid}/pagemap", Errno.ESRCH);
        // All that is registered, whatever became of its mappings since they were read: what is found here is not found again.
        List<PageRange> found = [];
        scan.Find(new(mappings[0].Pages.Start, mappings[^1].Pages.End), PageQuery.TakeWritten, found);
        var known = found.Count;
        foreach (var mapping in mappings)
        {
            if (!scan.Any(mapping.Pages, PageQuery.Unregistered)) continue;
            if (_refused.Contains(mapping.Pages) || !TryRegister(mapping.Pages, out var ended)) scan.Find(mapping.Pages, PageQuery.Populated, found);
            else if (ended) return null;
            else scan.Find(mapping.Pages, PageQuery.TakeWritten, found);
        }
        return found.Count == known ? found : PageRange.Merge(found);
    }

    /// <summary>The kernel forgets all of it with the last descriptor.</summary>
    public void Dispose() => _faults.Dispose();

    // Ended: the memory is not there any more. False: this mapping can't be.
    private bool TryRegister(PageRange pages, out bool ended)
    {
        ended = false;
        try
        {
            _faults.Register(pages, FaultModes.WriteProtect);
        }
        catch (KernelRefusal refusal)
        {
            if (refusal.Error == Errno.ENOMEM) return ended = true;
            // EINVAL: it may be gone already, so it is tried again.
            if (refusal.Error == Errno.EBUSY || refusal.Error == Errno.EPERM) _refused.Add(pages);
            return false;
        }
        return true;
    }
}
