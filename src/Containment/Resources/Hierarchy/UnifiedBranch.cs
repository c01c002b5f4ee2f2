using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Linux.Namespaces;

namespace Containment.Resources.Hierarchy;

/// <summary>
/// Makes the v2 cgroups above the containers and hands controllers down to them. A cgroup that does so may hold no
/// processes ("No Internal Process Constraint", cgroup-v2.rst): where ours does, our processes step into a leaf below, but
/// only if the cgroup was delegated to us.
/// </summary>
internal static class UnifiedBranch
{
    public const string Leaf = "containment-host";
    private static readonly string[] Wanted = ["cpuset", "cpu", "io", "memory", "pids"];

    /// <param name="hierarchy">The v2 hierarchy.</param>
    /// <param name="parent">The cgroup below which containers get theirs.</param>
    /// <param name="more">Controllers to hand down that not every container needs.</param>
    public static void Prepare(CgroupHierarchy hierarchy, string parent, params IEnumerable<string> more)
    {
        foreach (var level in Levels(hierarchy, parent))
        {
            var directory = new CgroupDirectory(level);
            if (level != hierarchy.Own && level != hierarchy.Top) directory.Make();
            var missing = Missing(directory.TryRead("cgroup.controllers"), directory.TryRead("cgroup.subtree_control"), more);
            if (missing.Length > 0) Enable(directory, missing, level == hierarchy.Own);
        }
    }

    /// <summary>The cgroups from where we may begin down to the parent, the highest first.</summary>
    public static IReadOnlyList<string> Levels(CgroupHierarchy hierarchy, string parent)
    {
        var start = parent == hierarchy.Own || parent.StartsWith(hierarchy.Own + "/", StringComparison.Ordinal) ? hierarchy.Own : hierarchy.Top;
        List<string> levels = [start];
        foreach (var name in parent[start.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)) levels.Add($"{levels[^1]}/{name}");
        return levels;
    }

    /// <summary>What to write to cgroup.subtree_control; nothing when all that can be handed down is.</summary>
    public static string Missing(string? available, string? enabled, params IEnumerable<string> more) =>
        string.Join(' ', Wanted.Union(more).Where(Words(available).Contains).Except(Words(enabled)).Select(controller => $"+{controller}"));

    private static void Enable(CgroupDirectory directory, string controllers, bool own)
    {
        try
        {
            directory.Write("cgroup.subtree_control", controllers);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EBUSY && own && IsDelegated(directory))
        {
            var leaf = directory.Child(Leaf);
            leaf.Make();
            foreach (var pid in Words(directory.Read(CgroupDirectory.Procs))) leaf.Write(CgroupDirectory.Procs, pid);
            directory.Write("cgroup.subtree_control", controllers);
        }
        catch (KernelRefusal refusal) when (refusal.Error == Errno.EBUSY)
        {
            throw new KernelException(refusal, "the cgroup holds processes; run in a unit with Delegate=yes, or let CgroupParent name a cgroup without processes");
        }
    }

    /// <summary>systemd marks what it delegates; what an ordinary user may write to was delegated; the root of a cgroup namespace is ours by nature.</summary>
    private static bool IsDelegated(CgroupDirectory directory) =>
        Self.Standing == Standing.User || Delegation.IsMarked(directory.Path) || CgroupMembership.Parse(File.ReadAllText("/proc/self/cgroup")).Any(member => member is { Unified: true, Path: "/" or $"/{Leaf}" });

    public static string[] Words(string? text) => (text ?? "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
