using Containment.Containers.Life;
using Containment.Bundles.Mounting;
using Containment.Bundles.Oci;
using Containment.Checkpoints.Criu;
using Containment.Checkpoints.Dumping;

namespace Containment.Checkpoints.Detached;

/// <summary>Decides which mounts of a bundle's container are left out of the images, because a restore makes them of the bundle again. Pure.</summary>
internal static class DetachedMounts
{
    private static readonly HashSet<string> SavedByCriu = ["proc", "sysfs", "devpts", "mqueue"];

    /// <param name="lines">The container's mountinfo.</param>
    /// <param name="mounts">Those of its config.json.</param>
    /// <param name="isEmpty">Whether a directory inside is empty; asked while the container stands still.</param>
    /// <returns>Where each is, and its name in the images.</returns>
    public static IReadOnlyList<(string Target, string Name)> External(IEnumerable<string> lines, IReadOnlyList<OciMount> mounts, Func<string, bool> isEmpty)
    {
        List<MountLine> all = [.. lines.Select(MountLine.Parse)];
        var bound = mounts.Where(IsBind).Select(mount => Plain(mount.Destination)).ToList();
        var devices = bound.Contains("/dev") ? null : all.Find(mount => mount is { Target: "/dev", Type: "tmpfs" })?.Device;
        List<(string, string)> named = [];
        foreach (var mount in all)
            if (Name(mount, devices, bound, isEmpty) is { } name) named.Add((mount.Target, name));
        return named;
    }

    public static bool IsBind(OciMount mount) => mount.Type == "bind" || MountOptionsParser.Parse(mount.Options).Bind != BindKind.None;

    /// <summary>A path without empty names and dots.</summary>
    public static string Plain(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));

    private static string? Name(MountLine mount, string? devices, List<string> bound, Func<string, bool> isEmpty) => mount switch
    {
        { Target: "/" } => null,
        { Target: "/dev", Type: "tmpfs" } when devices is not null => CriuRequests.Devices,
        _ when bound.Any(place => mount.Target == place || mount.Target.StartsWith(place + "/", StringComparison.Ordinal)) => mount.Target,
        // Device nodes over files of /proc: CRIU finds them in /dev again.
        _ when mount.Device == devices => null,
        { Type: "cgroup" or "cgroup2" } => CriuRequests.Cgroups + mount.Target,
        { Type: "tmpfs", Target: "/dev/shm", Root: "/" } => isEmpty(mount.Target) ? CriuRequests.SharedMemory : null,
        { Type: "tmpfs", ReadOnly: true } when IsMask(mount.Target) => CriuRequests.Mask,
        // A tmpfs with its files is in the images.
        { Type: "tmpfs", Root: "/" } => null,
        _ when SavedByCriu.Contains(mount.Type) => null,
        _ => mount.Target,
    };

    private static bool IsMask(string target) => target.StartsWith("/proc/", StringComparison.Ordinal) || target.StartsWith("/sys/", StringComparison.Ordinal) && target != "/sys/fs/cgroup";
}
