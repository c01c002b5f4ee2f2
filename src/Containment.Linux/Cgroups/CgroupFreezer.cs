using System.Diagnostics;

namespace Containment.Linux.Cgroups;

/// <summary>Stops and continues all processes of a cgroup: cgroup.freeze of v2, or freezer.state of v1.</summary>
internal sealed class CgroupFreezer(CgroupDirectory directory, bool unified)
{
    private static readonly TimeSpan Spinning = TimeSpan.FromMilliseconds(2);

    public bool IsFrozen => unified
        ? CgroupText.Value(directory.Read("cgroup.events"), "frozen") == 1
        : directory.Read("freezer.state").Trim() == "FROZEN";

    /// <summary>Whether it was last told to freeze.</summary>
    public bool IsTold => unified ? directory.Read("cgroup.freeze").Trim() == "1" : directory.Read("freezer.state").Trim() != "THAWED";

    /// <summary>Whether it was told to freeze or to run; <see cref="IsFrozen"/> follows.</summary>
    public void Tell(bool frozen)
    {
        if (unified) directory.Write("cgroup.freeze", frozen ? "1" : "0");
        else directory.Write("freezer.state", frozen ? "FROZEN" : "THAWED");
    }

    /// <summary>False when the time is up before the state is reached.</summary>
    public async Task<bool> WaitAsync(bool frozen, TimeSpan timeout, CancellationToken cancellationToken)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            if (IsFrozen == frozen) return true;
            cancellationToken.ThrowIfCancellationRequested();
            if (watch.Elapsed > timeout) return false;
            if (watch.Elapsed < Spinning)
            {
                // A freeze takes tens of microseconds, a timer a millisecond and more; and the kernel tells of changes only every 10 ms.
                Thread.Yield();
                continue;
            }
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            // v1 forgets tasks that were forked while it froze until it is told again (runc does the same).
            if (!unified && frozen) Tell(true);
        }
    }
}
