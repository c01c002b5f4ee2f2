using System.Globalization;

namespace Containment.Linux.Cgroups;

/// <summary>A cgroup with all those below it: containers may make their own.</summary>
internal static class CgroupTree
{
    /// <summary>The cgroup and those below, the deepest first.</summary>
    public static IEnumerable<CgroupDirectory> DeepestFirst(CgroupDirectory top)
    {
        foreach (var child in top.Children)
            foreach (var below in DeepestFirst(child))
                yield return below;
        yield return top;
    }

    public static IReadOnlyList<int> Pids(CgroupDirectory top)
    {
        HashSet<int> pids = [];
        foreach (var cgroup in DeepestFirst(top))
            foreach (var line in (cgroup.TryRead(CgroupDirectory.Procs) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                pids.Add(int.Parse(line, CultureInfo.InvariantCulture));
        // 0 is a process of another pid namespace: it can't be named, and to kill(2) it would mean ourselves.
        pids.Remove(0);
        return [.. pids.Order()];
    }

    /// <summary>Moves every process of <paramref name="source"/> and below; goes on until no new one was forked meanwhile.</summary>
    public static void Move(CgroupDirectory source, CgroupDirectory target)
    {
        for (HashSet<int> moved = []; ;)
        {
            var left = Pids(source).Where(moved.Add).ToArray();
            if (left.Length == 0) return;
            foreach (var pid in left) Move(pid, target);
        }
    }

    private static void Move(int pid, CgroupDirectory target)
    {
        try
        {
            target.Write(CgroupDirectory.Procs, pid.ToString(CultureInfo.InvariantCulture));
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.ESRCH)
        {
            // It ended meanwhile.
        }
    }

    /// <summary>Removes all of it; false while something still lives there.</summary>
    public static bool TryRemove(CgroupDirectory top) =>
        top.TryRemove() || DeepestFirst(top).Aggregate(true, (done, cgroup) => cgroup.TryRemove() && done);
}
