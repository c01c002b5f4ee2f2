namespace Containment.Bundles;

/// <summary>What of /proc and /sys shows or changes the machine and not the container. A path that a kernel lacks is passed over.</summary>
internal static class ProtectedPaths
{
    /// <summary>Hidden.</summary>
    public static IReadOnlyList<string> Masked { get; } =
    [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/kpagecgroup", "/proc/kpagecount", "/proc/kpageflags",
        "/proc/latency_stats", "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap", "/sys/firmware",
        .. Throttling("/sys/devices/system/cpu"),
    ];

    /// <summary>What tells of each processor's heat, and so of what others compute; a path for each there is.</summary>
    public static IEnumerable<string> Throttling(string processors) => Directory.Exists(processors)
        ? Directory.EnumerateDirectories(processors, "cpu*").Select(processor => Path.Combine(processor, "thermal_throttle")).Where(Directory.Exists).Order(StringComparer.Ordinal) : [];

    /// <summary>Not to be written.</summary>
    public static IReadOnlyList<string> ReadOnly { get; } =
        ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];
}
