namespace Containment.Bundles;

/// <summary>What of /proc and /sys shows or changes the machine and not the container. A path that a kernel lacks is passed over.</summary>
internal static class ProtectedPaths
{
    /// <summary>Hidden.</summary>
    public static IReadOnlyList<string> Masked { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi",
        "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
    ];

    /// <summary>Not to be written.</summary>
    public static IReadOnlyList<string> ReadOnly { get; } =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
