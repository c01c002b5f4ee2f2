using Containment.Linux.Memory;

namespace Containment.Checkpoints.Tracking;

/// <summary>
/// Knows which pages processes write while they run. The first time that it is asked for a process, it answers with all pages that hold
/// something of the process's own, and from that instant on knows of every write.
/// </summary>
/// <remarks>
/// It tells of pages that hold something: one that was given back to the kernel (madvise, munmap) and not touched again is in no answer.
/// What is there at the end says <see cref="PageQuery.Populated"/>; all else is zero.
/// </remarks>
internal interface IDirtyTracker : IAsyncDisposable
{
    /// <summary>
    /// Of each process the pages written since it was last asked for, in order and merged; all of them the first time, after it executed
    /// another program, and each time where it can't be tracked. Missing: those that have ended, and those that run in the memory of
    /// another one (vfork(2)), whose pages are that one's.
    /// </summary>
    /// <param name="pids">As this process sees them.</param>
    /// <param name="cancellationToken">Gives up; then what was written since the last answer counts as told.</param>
    Task<IReadOnlyDictionary<int, IReadOnlyList<PageRange>>> TakeAsync(IReadOnlyCollection<int> pids, CancellationToken cancellationToken);

    /// <summary>Those that can't be tracked, with the reason.</summary>
    IReadOnlyDictionary<int, string> Untracked { get; }
}
