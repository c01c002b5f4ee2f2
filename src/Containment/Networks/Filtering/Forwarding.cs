using System.Net.Sockets;

namespace Containment.Networks.Filtering;

/// <summary>What the host's own IP stack must be told, by /proc/sys of the network namespace of the thread that asks. Switches on, never off.</summary>
internal static class Forwarding
{
    private const string All4 = "/proc/sys/net/ipv4/ip_forward", All6 = "/proc/sys/net/ipv6/conf/all/forwarding";

    /// <summary>
    /// Lets the host pass packets on for these interfaces. For IPv4 answers come in by whatever link leads outside, so it is switched on for all.
    /// A router believes no router advertisements, unless told to: where a link does now, it goes on to (accept_ra 2).
    /// </summary>
    public static void Ensure(IReadOnlyList<NetworkSpec> networks)
    {
        var families = networks.Where(network => network.Ports.Count > 0 || network.Masquerade).SelectMany(network => network.Addresses).Select(a => a.Address.AddressFamily).ToHashSet();
        if (families.Contains(AddressFamily.InterNetwork) && IsOff(All4)) File.WriteAllText(All4, "1");
        if (!families.Contains(AddressFamily.InterNetworkV6) || !IsOff(All6)) return;
        foreach (var link in Directory.EnumerateDirectories("/proc/sys/net/ipv6/conf"))
            if (Path.Combine(link, "accept_ra") is var accept && File.Exists(accept) && File.ReadAllText(accept).Trim() == "1" && Path.GetFileName(link) is not ("all" or "default")) File.WriteAllText(accept, "2");
        File.WriteAllText(All6, "1");
    }

    /// <summary>Lets 127.0.0.1 of this host be translated to what is behind a bridge; true where it was not allowed before.</summary>
    public static bool AllowLocal(string link)
    {
        if (!IsOff(LocalNet(link))) return false;
        File.WriteAllText(LocalNet(link), "1");
        return true;
    }

    public static void ForbidLocal(string link)
    {
        if (File.Exists(LocalNet(link))) File.WriteAllText(LocalNet(link), "0");
    }

    private static string LocalNet(string link) => $"/proc/sys/net/ipv4/conf/{link}/route_localnet";

    private static bool IsOff(string path) => File.Exists(path) && File.ReadAllText(path).Trim() == "0";
}
