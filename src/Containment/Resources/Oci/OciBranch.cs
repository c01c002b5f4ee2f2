using Containment.Linux.Cgroups;
using Containment.Linux.Descriptors;
using Containment.Resources.V1;

namespace Containment.Resources.Oci;

/// <summary>Makes cgroups with those above them that are missing, and remembers which, so that they can go again.</summary>
internal sealed class OciBranch
{
    private readonly Stack<CgroupDirectory> _made = new();

    public void MakeLegacy(CgroupHierarchy hierarchy, CgroupDirectory leaf)
    {
        foreach (var level in Levels(hierarchy.Top, leaf.Path).Skip(1))
            if (LegacyBranch.Make(level)) _made.Push(level);
    }

    /// <summary>v2: each cgroup above hands the controllers down. Where one may not, the last one lacks them, and a limit that needs one is refused.</summary>
    /// <param name="hierarchy">The v2 hierarchy.</param>
    /// <param name="leaf">The cgroup to make.</param>
    /// <param name="wanted">Null: every controller that there is.</param>
    public void MakeUnified(CgroupHierarchy hierarchy, CgroupDirectory leaf, IReadOnlyCollection<string>? wanted)
    {
        var levels = Levels(hierarchy.Top, leaf.Path);
        foreach (var level in levels)
        {
            if (level.Path != hierarchy.Top && level.Make()) _made.Push(level);
            if (level == leaf) break;
            var missing = Words(level, "cgroup.controllers").Except(Words(level, "cgroup.subtree_control")).Where(controller => wanted?.Contains(controller) is not false).Select(controller => $"+{controller}").ToArray();
            // All at once is quick; where one is refused the others need not be.
            if (missing.Length > 0 && !Enable(level, string.Join(' ', missing)))
                foreach (var one in missing) Enable(level, one);
        }
    }

    public void Remove()
    {
        while (_made.TryPop(out var directory)) directory.TryRemove();
    }

    public static string[] Words(CgroupDirectory directory, string file) => (directory.TryRead(file) ?? "").Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static bool Enable(CgroupDirectory directory, string controllers)
    {
        try
        {
            directory.Write("cgroup.subtree_control", controllers);
            return true;
        }
        catch (KernelRefusal)
        {
            return false;
        }
    }

    private static List<CgroupDirectory> Levels(string top, string leaf)
    {
        List<CgroupDirectory> levels = [new(top)];
        foreach (var name in leaf[top.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)) levels.Add(levels[^1].Child(name));
        return levels;
    }
}
