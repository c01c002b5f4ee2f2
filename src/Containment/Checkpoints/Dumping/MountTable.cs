using Containment.Checkpoints.Criu;
using Containment.Containers.Life;

namespace Containment.Checkpoints.Dumping;

/// <summary>Decides which of a container's mounts are left out of the images, because a restore makes them anew. Pure.</summary>
internal static class MountTable
{
    private static readonly HashSet<string> SavedByCriu = ["proc", "sysfs", "devpts", "mqueue", "overlay"];

    /// <param name="lines">The container's mountinfo.</param>
    /// <param name="isEmpty">Whether a directory inside is empty; asked while the container stands still.</param>
    /// <returns>As CRIU takes them: <c>mnt[TARGET]:NAME</c>.</returns>
    public static IReadOnlyList<string> External(IEnumerable<string> lines, Func<string, bool> isEmpty)
    {
        List<MountLine> mounts = [.. lines.Select(MountLine.Parse)];
        var devices = mounts.Find(mount => mount is { Target: "/dev", Type: "tmpfs" })?.Device;
        return [.. mounts.Select(mount => (mount.Target, Name: Name(mount, devices, isEmpty))).Where(mount => mount.Name is not null).Select(mount => $"mnt[{mount.Target}]:{mount.Name}")];
    }

    private static string? Name(MountLine mount, string? devices, Func<string, bool> isEmpty) => mount switch
    {
        { Target: "/" } => null,
        { Target: "/dev" } => CriuRequests.Devices,
        // Device nodes over files of /proc: CRIU finds them in /dev again.
        _ when mount.Device == devices => null,
        { Type: "cgroup" or "cgroup2" } => CriuRequests.Cgroups + mount.Target,
        { Type: "tmpfs", Target: "/dev/shm" } => isEmpty(mount.Target) ? CriuRequests.SharedMemory : null,
        { Type: "tmpfs", ReadOnly: true, Root: "/" } when IsKernels(mount.Target) => CriuRequests.Mask,
        // A tmpfs with its files is in the images.
        { Type: "tmpfs", Root: "/" } => null,
        _ when SavedByCriu.Contains(mount.Type) => null,
        _ => mount.Target,
    };

    private static bool IsKernels(string target) => target.StartsWith("/proc/", StringComparison.Ordinal) || target.StartsWith("/sys/", StringComparison.Ordinal);
}
