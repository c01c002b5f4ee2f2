using Containment.Linux.Mounts;

namespace Containment.Linux.Cgroups;

/// <summary>
/// Moving a process between cgroups waits for a grace period of RCU, 5 to 30 ms, when the last move is a while ago, unless
/// a hierarchy is mounted with favordynmods (Linux 6.0; cgroup-v2.rst). This mounts an empty named one so, that no path shows.
/// </summary>
internal static class QuickMoves
{
    /// <summary>On until the descriptor is closed; since Linux 6.18 until the next boot.</summary>
    /// <exception cref="KernelRefusal">The kernel is older, or cgroups can't be mounted here.</exception>
    public static Descriptor Enable() => DetachedMount.Make("cgroup", [("none", null), ("name", "containment"), ("favordynmods", null)]);
}
