namespace Containment.Bundles;

/// <summary>What a container sees in /proc/meminfo, cpuinfo, stat, loadavg, uptime and swaps, and as processors that are online.</summary>
public enum GuestView
{
    /// <summary>The machine, as the kernel shows it.</summary>
    Machine,
    /// <summary>Itself: its limits, its use, the time since it was started.</summary>
    Own,
    /// <summary>What lxcfs shows it, which must run on the machine (Debian package lxcfs).</summary>
    Lxcfs,
}
