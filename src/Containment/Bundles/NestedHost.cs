using Containment.Bundles.Oci;

namespace Containment.Bundles;

/// <summary>What a container is given that is a host of containers itself. Pure; docs/decisions/nesting.md says why.</summary>
internal static class NestedHost
{
    /// <summary>
    /// Where it has proc and sysfs with nothing over them. In a user namespace the kernel mounts either only where one can be seen whole already
    /// (mount_namespaces(7)), and on /proc and /sys are the masks. Nobody gets there by accident, and nobody but root inside at all.
    /// </summary>
    public const string Whole = "/dev/.containment";

    private const string FuseRule = "c 10:229 rwm", TunRule = "c 10:200 rwm";

    /// <summary>
    /// What its root may do, all of it in its own user namespace: what containers are made and looked after by. Not what is of use with the machine's own
    /// powers alone (modules, raw I/O, clocks, the audit log).
    /// </summary>
    public static IReadOnlyList<string> Capabilities { get; } =
    [
        .. ProcessSpec.DefaultCapabilities,
        "CAP_SYS_ADMIN", "CAP_NET_ADMIN", "CAP_NET_BROADCAST", "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH", "CAP_MKNOD", "CAP_SYS_RESOURCE", "CAP_SYS_NICE", "CAP_IPC_OWNER",
        "CAP_IPC_LOCK",
    ];

    /// <summary>In the order in which they are mounted, after what every container has.</summary>
    public static IReadOnlyList<OciMount> Mounts { get; } =
    [
        new() { Destination = Whole, Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "nodev", "noexec", "mode=700", "size=4k"] },
        new() { Destination = $"{Whole}/proc", Type = "proc", Source = "proc", Options = ["nosuid", "noexec", "nodev"] },
        new() { Destination = $"{Whole}/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev"] },
    ];

    /// <summary>File systems and interfaces of programs: the kernel keeps both to the mount and network namespace of who opens them.</summary>
    public static IReadOnlyList<OciDevice> Devices { get; } =
    [
        new() { Path = "/dev/fuse", Type = "c", Major = 10, Minor = 229, FileMode = 0x1b6 },
        new() { Path = "/dev/net/tun", Type = "c", Major = 10, Minor = 200, FileMode = 0x1b6 },
    ];

    /// <summary>What it may open besides what every container may, as in <see cref="Resources.DevicePermission"/>.</summary>
    public static IReadOnlyList<string> DeviceRules { get; } = [FuseRule, TunRule];

    /// <summary>The kernel itself keeps each of these files to the namespace that it belongs to, and containers inside need some (net.ipv4.ip_forward).</summary>
    public static IReadOnlyList<string> ReadOnlyPaths(IEnumerable<string> usual) => [.. usual.Where(path => path != "/proc/sys")];

    /// <summary>Its processes, with its capabilities where none were named.</summary>
    public static ProcessSpec Process(ProcessSpec process, IsolationSpec isolation) =>
        isolation.Nesting && process.Capabilities is null ? process with { Capabilities = Capabilities } : process;

    /// <exception cref="InvalidSpecException">It can't be.</exception>
    public static void Check(IsolationSpec isolation, bool userNamespace)
    {
        if (isolation.Nesting && !userNamespace)
            throw new InvalidSpecException("isolation.nesting", true, "a user namespace beside it: without one, whoever may make containers is root of the machine");
        if (isolation is { Nesting: true, TellLimits: true })
            throw new InvalidSpecException("isolation.tellLimits", true, "false beside nesting: the directory /run/containment, in which the limits would be told, is where the host inside has its sockets");
        if (isolation.IdCount is not null && !userNamespace)
            throw new InvalidSpecException("isolation.idCount", isolation.IdCount, "a user namespace beside it, whose ids they are");
    }
}
