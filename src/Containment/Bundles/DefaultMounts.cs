using Containment.Bundles.Oci;

namespace Containment.Bundles;

/// <summary>What every container has mounted (config-linux.md, "Default Filesystems", and what programs expect besides).</summary>
internal static class DefaultMounts
{
    /// <summary>
    /// A system container's cgroup is writable, because its init makes cgroups for its services; and /run is there empty at each boot,
    /// because an init that may not mount can't see to that (systemd: Container Interface). The same is true of a host of containers.
    /// </summary>
    public static IReadOnlyList<OciMount> For(IsolationSpec isolation) =>
        isolation.FirstProcess == FirstProcess.System || isolation.Nesting ? [.. All(rw: true), .. OfSystems, .. isolation.Nesting ? NestedHost.Mounts : []] : All(rw: false);

    private static readonly OciMount[] OfSystems =
    [
        new() { Destination = "/run", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", "strictatime", "mode=755"] },
        new() { Destination = "/run/lock", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=5120k"] },
    ];

    private static OciMount[] All(bool rw) =>
    [
        new() { Destination = "/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
        new() { Destination = "/dev/pts", Type = "devpts", Source = "devpts", Options = ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"] },
        new() { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
        new() { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] },
        new() { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["nosuid", "noexec", "nodev", "relatime", rw ? "rw" : "ro"] },
    ];
}
