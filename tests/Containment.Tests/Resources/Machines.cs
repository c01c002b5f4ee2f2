namespace Containment.Tests.Resources;

/// <summary>What /proc/self/mountinfo and /proc/self/cgroup say on several machines.</summary>
internal static class Machines
{
    public const string HybridMounts = """
        31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
        32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
        33 31 0:30 / /sys/fs/cgroup/cpuacct rw,relatime - cgroup cgroup rw,cpuacct
        35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
        39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
        40 31 0:37 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
        41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
        """;

    public const string HybridSelf = """
        9:name=systemd:/
        8:pids:/
        4:memory:/sessions/one
        2:cpuacct:/
        1:cpu:/
        0::/
        """;

    public const string LegacyMounts = """
        25 0 252:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
        30 25 0:26 / /sys/fs/cgroup ro,nosuid,nodev,noexec shared:9 - tmpfs tmpfs ro,mode=755
        31 30 0:27 / /sys/fs/cgroup/systemd rw,nosuid,nodev,noexec,relatime shared:10 - cgroup cgroup rw,xattr,release_agent=/lib/systemd/systemd-cgroups-agent,name=systemd
        35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid,nodev,noexec,relatime shared:14 - cgroup cgroup rw,cpu,cpuacct
        36 30 0:32 / /sys/fs/cgroup/memory rw,nosuid,nodev,noexec,relatime shared:15 - cgroup cgroup rw,memory
        37 30 0:33 / /sys/fs/cgroup/net_cls,net_prio rw,nosuid,nodev,noexec,relatime shared:16 - cgroup cgroup rw,net_cls,net_prio
        """;

    public const string LegacySelf = """
        11:net_cls,net_prio:/
        5:memory:/system.slice/app.service
        4:cpu,cpuacct:/system.slice/app.service
        1:name=systemd:/system.slice/app.service
        """;

    public const string UnifiedMounts = """
        22 27 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
        30 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
        """;

    public const string UnifiedSelf = "0::/user.slice/user-1000.slice/session-3.scope\n";

    /// <summary>v1 in a container with a cgroup namespace: the mounts are of the container's own cgroups, and so are the paths.</summary>
    public const string NamespacedMounts = """
        600 599 0:32 / /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime - cgroup cgroup rw,memory
        """;

    /// <summary>v1 in a container without one: the container's own cgroup is bound over the mount point, and paths are the machine's.</summary>
    public const string BoundMounts = """
        600 599 0:32 /docker/4f2a /sys/fs/cgroup/memory ro,nosuid,nodev,noexec,relatime master:15 - cgroup cgroup rw,memory
        601 599 0:33 /docker/4f2a /sys/fs/cgroup/with\040space rw - cgroup cgroup rw,pids
        """;

    public const string BoundSelf = "5:memory:/docker/4f2a\n4:pids:/docker/4f2a/below\n";
}
