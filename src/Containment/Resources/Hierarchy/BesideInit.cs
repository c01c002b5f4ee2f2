using Containment.Linux.Cgroups;

namespace Containment.Resources.Hierarchy;

/// <summary>Where exec puts a process: a v2 cgroup that hands controllers down may hold none ("No Internal Process Constraint", cgroup-v2.rst).</summary>
internal static class BesideInit
{
    /// <summary>The cgroup itself, or the one of the container's init where that has handed controllers down to cgroups of its own.</summary>
    public static string Of(CgroupDirectory top, string? mount, int init) =>
        string.IsNullOrWhiteSpace(top.TryRead("cgroup.subtree_control")) ? top.Path : OwnOf(init, top, mount) ?? top.Path;

    /// <summary>The v2 cgroup of a process, if that is below the container's.</summary>
    public static string? OwnOf(int pid, CgroupDirectory top, string? mount) =>
        OwnOf(pid, mount) is { } path && path.StartsWith(top.Path + "/", StringComparison.Ordinal) ? path : null;

    /// <summary>The v2 cgroup of a process.</summary>
    public static string? OwnOf(int pid, string? mount) =>
        CgroupMembership.Parse(new CgroupDirectory($"/proc/{pid}").TryRead("cgroup") ?? "").FirstOrDefault(member => member.Unified) is { } own && mount is not null ? $"{mount}{own.Path}" : null;
}
