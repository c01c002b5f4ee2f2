using System.Diagnostics;

namespace Containment.Linux.Cgroups;

/// <summary>
/// Ends all processes of a cgroup and those below: frozen where the kernel can, so that none forks away, then one by one
/// until none is left. Not by cgroup.kill: since Linux 6.14 a process that clone3(2) puts into a cgroup which was ever
/// killed that way is killed at once, so the container could never be started again.
/// </summary>
internal static partial class CgroupKill
{
    private const string Freeze = "cgroup.freeze";
    public const int Kill = 9;

    private static readonly TimeSpan Freezing = TimeSpan.FromMilliseconds(200);

    /// <summary>False when some are left when the time is up.</summary>
    /// <param name="directory">Where they are.</param>
    /// <param name="legacy">The freezer where there is no v2 cgroup. What it has frozen dies when it is thawed.</param>
    /// <param name="timeout">How long to try.</param>
    /// <param name="cancellationToken">Ends the trying.</param>
    public static async Task<bool> RunAsync(CgroupDirectory directory, CgroupFreezer? legacy, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (CgroupTree.Pids(directory).Count == 0) return true;
        var freezes = directory.Has(Freeze);
        if (freezes) directory.Write(Freeze, "1");
        try
        {
            for (var watch = Stopwatch.StartNew(); ;)
            {
                var left = CgroupTree.Pids(directory);
                if (left.Count == 0) return true;
                if (watch.Elapsed > timeout) return false;
                if (legacy is not null)
                {
                    legacy.Tell(true);
                    // Should one not freeze, those that can be seen die all the same.
                    await legacy.WaitAsync(true, Freezing, cancellationToken).ConfigureAwait(false);
                    left = CgroupTree.Pids(directory);
                }
                foreach (var pid in left) Send(pid, Kill);
                legacy?.Tell(false);
                await Task.Delay(1, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            if (freezes) directory.Write(Freeze, "0");
            legacy?.Tell(false);
        }
    }

    /// <summary>A process that is gone already is fine.</summary>
    public static void Send(int pid, int signal) => _ = kill(pid, signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
