namespace Containment.Linux.Cgroups;

/// <summary>The hierarchies of this machine, as this process sees them. Hybrid is one with both.</summary>
internal sealed record CgroupLayout(CgroupHierarchy? Unified, IReadOnlyList<CgroupHierarchy> Legacy)
{
    /// <summary>v1 hierarchies without a controller, such as systemd's own.</summary>
    public IReadOnlyList<CgroupHierarchy> Named { get; init; } = [];

    /// <summary>Decides from the texts of /proc/self/mountinfo and /proc/self/cgroup. <paramref name="controllersOf"/> reads cgroup.controllers of a v2 directory.</summary>
    public static CgroupLayout Of(string mountInfo, string procCgroup, Func<string, string> controllersOf)
    {
        var mounts = CgroupMount.Parse(mountInfo);
        CgroupHierarchy? unified = null;
        List<CgroupHierarchy> legacy = [];
        foreach (var member in CgroupMembership.Parse(procCgroup))
        {
            var found = mounts
                .Where(mount => mount.Unified == member.Unified && member.Controllers.All(controller => mount.Options.Contains(controller)))
                .Select(mount => (mount.Point, Own: mount.DirectoryOf(member.Path)))
                .FirstOrDefault(place => place.Own is not null);
            if (found.Own is null) continue;
            if (member.Unified) unified = new(controllersOf(found.Own).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries), found.Point, found.Own);
            else legacy.Add(new(member.Controllers, found.Point, found.Own));
        }
        return new(unified, [.. legacy.Where(hierarchy => !hierarchy.IsNamed)]) { Named = [.. legacy.Where(hierarchy => hierarchy.IsNamed)] };
    }

    public static CgroupLayout Detect() =>
        Of(KernelText.Read("/proc/self/mountinfo"), KernelText.Read("/proc/self/cgroup"), own => new CgroupDirectory(own).TryRead("cgroup.controllers") ?? "");
}
