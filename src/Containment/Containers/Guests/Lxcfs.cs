using Containment.Bundles.Oci;

namespace Containment.Containers.Guests;

/// <summary>The files of an lxcfs that runs on this machine (lxcfs(1)).</summary>
internal static class Lxcfs
{
    private static readonly string[] Shown =
        ["/proc/cpuinfo", "/proc/diskstats", "/proc/loadavg", "/proc/meminfo", "/proc/slabinfo", "/proc/stat", "/proc/swaps", "/proc/uptime", "/sys/devices/system/cpu/online"];

    /// <summary>What is bound into a container.</summary>
    /// <exception cref="ContainmentException"><see cref="FailureReason.ToolMissing"/>.</exception>
    public static IReadOnlyList<OciMount> Mounts()
    {
        var top = Find(File.ReadLines("/proc/self/mountinfo"))
            ?? throw new ContainmentException(FailureReason.ToolMissing, "lxcfs", "isolation.guestView is Lxcfs, and no lxcfs is mounted on this machine; install the package lxcfs and start its service, or choose Own");
        return [.. Shown.Where(path => File.Exists(top + path)).Select(path => GuestMounts.Bind(top + path, path))];
    }

    /// <summary>Where it is mounted: the first place, as mountinfo has them (proc_pid_mountinfo(5)).</summary>
    public static string? Find(IEnumerable<string> mountinfo) =>
        mountinfo.Where(line => line.Contains(" - fuse.lxcfs ", StringComparison.Ordinal)).Select(line => line.Split(' ')[4]).FirstOrDefault();
}
