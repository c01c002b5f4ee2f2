namespace Containment.Linux.Cgroups;

/// <summary>A line of /proc/pid/cgroup (cgroups(7)): the cgroup of a process in one hierarchy. No controllers: the v2 one.</summary>
internal sealed record CgroupMembership(IReadOnlyList<string> Controllers, string Path)
{
    public bool Unified => Controllers.Count == 0;

    public static IReadOnlyList<CgroupMembership> Parse(string procCgroup)
    {
        List<CgroupMembership> memberships = [];
        foreach (var line in procCgroup.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            if (line.Split(':', 3) is [var number, var controllers, var path] && (controllers.Length > 0 || number == "0"))
                memberships.Add(new(controllers.Split(',', StringSplitOptions.RemoveEmptyEntries), path));
        return memberships;
    }
}
