namespace Containment.Linux.Cgroups;

/// <summary>
/// Which directories can be the cgroup of one container: those below a mounted hierarchy, but neither its top, nor a systemd slice, which
/// is of many units, nor one in which this process is, directly or below. Whatever is taken for a container's is frozen, killed and removed. Pure.
/// </summary>
internal sealed class CgroupBounds
{
    private readonly IReadOnlyList<CgroupMount> _mounts;
    private readonly IReadOnlyList<string> _own;

    private CgroupBounds(IReadOnlyList<CgroupMount> mounts, IReadOnlyList<string> own) => (_mounts, _own) = (mounts, own);

    /// <summary>Decides from the texts of /proc/self/mountinfo and /proc/self/cgroup.</summary>
    public static CgroupBounds Of(string mountInfo, string procCgroup)
    {
        var mounts = CgroupMount.Parse(mountInfo);
        // A hierarchy may be mounted more than once: our own cgroup is ours wherever it is seen.
        var own = CgroupMembership.Parse(procCgroup).SelectMany(member => mounts
            .Where(mount => mount.Unified == member.Unified && member.Controllers.All(mount.Options.Contains))
            .Select(mount => mount.DirectoryOf(member.Path)).OfType<string>());
        return new(mounts, [.. own]);
    }

    public static CgroupBounds Detect() => Of(KernelText.Read("/proc/self/mountinfo"), KernelText.Read("/proc/self/cgroup"));

    /// <param name="path">An absolute path.</param>
    /// <param name="unified">Whether it is said to be one of v2.</param>
    public bool Allow(string path, bool unified) =>
        !path.Contains('\0', StringComparison.Ordinal) && path.Split('/') is ["", .. var names] && !names.Any(name => name is "" or "." or "..")
        && !IsSlice(path)
        && _mounts.Where(mount => IsWithin(path, mount.Point)).MaxBy(mount => mount.Point.Length) is { } mount && mount.Unified == unified
        && !_mounts.Any(other => IsWithin(other.Point, path)) && !_own.Any(own => IsWithin(own, path));

    /// <summary>Whether the name is that of a systemd slice (systemd.slice(5)).</summary>
    public static bool IsSlice(string path) => path.EndsWith(".slice", StringComparison.Ordinal);

    private static bool IsWithin(string path, string top) => path == top || path.StartsWith($"{top}/", StringComparison.Ordinal);
}
