using Containment.Linux.Cgroups;
using Containment.Linux.Namespaces;

namespace Containment.Resources.Hierarchy;

/// <summary>
/// What of a machine's cgroups somebody can use who is not its root: the hierarchies in which both the cgroup he is in and the one that
/// is to hold his containers were handed to him (cgroup-v2.rst, "Delegation"): a process can only be moved between two such. None is fine, but then nothing can be limited.
/// </summary>
internal static class DelegatedCgroups
{
    public const string Remedy = "the cgroup of this process was not handed to its user: begin it in one that was, by \"systemd-run --user --scope --property=Delegate=yes COMMAND\" or in a unit with Delegate=yes";

    /// <summary>How it is said that something is missing.</summary>
    public static string Lack(string ofMachine) => Self.Standing == Standing.Root ? ofMachine : $"{ofMachine}, or is not its user's ({Remedy})";

    /// <param name="layout">All of them.</param>
    /// <param name="parent">As in <see cref="ContainerHostOptions.CgroupParent"/>.</param>
    /// <param name="isOurs">Whether a directory can be written to; null where it is not there.</param>
    public static CgroupLayout Of(CgroupLayout layout, string? parent, Func<string, bool?> isOurs)
    {
        return new(layout.Unified is { } unified && Usable(unified) ? unified : null, [.. layout.Legacy.Where(Usable)]);

        bool Usable(CgroupHierarchy hierarchy)
        {
            if (isOurs(hierarchy.Own) != true) return false;
            for (var path = CgroupNames.ParentIn(hierarchy, parent); path.Length >= hierarchy.Top.Length; path = Path.GetDirectoryName(path)!)
                if (isOurs(path) is { } ours) return ours;
            return false;
        }
    }
}
