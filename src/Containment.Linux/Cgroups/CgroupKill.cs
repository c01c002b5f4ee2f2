using System.Diagnostics;

namespace Containment.Linux.Cgroups;

/// <summary>Ends all processes of a cgroup and those below: by cgroup.kill where the kernel has it, else one by one until none is left.</summary>
internal static partial class CgroupKill
{
    private const int SigKill = 9;

    /// <summary>False when some are left when the time is up.</summary>
    public static async Task<bool> RunAsync(CgroupDirectory directory, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var atOnce = directory.Has("cgroup.kill");
        if (atOnce) directory.Write("cgroup.kill", "1");
        for (var watch = Stopwatch.StartNew(); ;)
        {
            var left = CgroupTree.Pids(directory);
            if (left.Count == 0) return true;
            if (watch.Elapsed > timeout) return false;
            if (!atOnce)
                foreach (var pid in left) _ = kill(pid, SigKill);
            await Task.Delay(1, cancellationToken).ConfigureAwait(false);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);
}
