using System.Net.Sockets;
using Containment.Linux.Descriptors;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// What the host's own IP stack must be told (ip-sysctl.rst: forwarding, accept_ra, proxy_ndp, route_localnet). Passing packets on is turned on where it is
/// needed and never off: others may need it too.
/// </summary>
internal static class Forwarding
{
    private const string Settings = "/proc/sys/net", All4 = $"{Settings}/ipv4/ip_forward", Links6 = $"{Settings}/ipv6/conf", All6 = $"{Links6}/all/forwarding";

    /// <param name="hostNamespace">The host's network namespace; null is the process's.</param>
    /// <param name="families">For which it passes packets on.</param>
    /// <param name="uplink">Where it answers for IPv6 addresses of others; null: nowhere.</param>
    /// <param name="cancellation">Looked at first.</param>
    /// <exception cref="ContainmentException">Unsupported: it can't be turned on.</exception>
    public static async Task EnsureAsync(Descriptor? hostNamespace, IReadOnlySet<AddressFamily> families, string? uplink, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        // Which namespace's they are is decided by the thread that opens them.
        if (hostNamespace is null) Work();
        else await NetworkNamespace.OpenInAsync(hostNamespace, Work).ConfigureAwait(false);

        bool Work()
        {
            TurnOn(families);
            if (uplink is not null && $"{Links6}/{uplink}/proxy_ndp" is var proxy && IsOff(proxy)) Write(proxy, "1");
            return true;
        }
    }

    /// <summary>
    /// Lets the host pass packets on, in the network namespace of this thread: for all links, because answers come in by whatever link leads outside.
    /// A router believes no router advertisements, unless told to: where a link does now, it goes on to (accept_ra 2).
    /// </summary>
    public static void TurnOn(IReadOnlySet<AddressFamily> families)
    {
        if (families.Contains(AddressFamily.InterNetwork) && IsOff(All4)) Write(All4, "1");
        if (!families.Contains(AddressFamily.InterNetworkV6) || !IsOff(All6)) return;
        foreach (var link in Directory.EnumerateDirectories(Links6))
            if (Path.Combine(link, "accept_ra") is var accept && File.Exists(accept) && File.ReadAllText(accept).Trim() == "1" && Path.GetFileName(link) is not ("all" or "default")) Write(accept, "2");
        Write(All6, "1");
    }

    /// <summary>Lets 127.0.0.1 of this host be translated to what is behind a bridge; true where it was not allowed before.</summary>
    public static bool AllowLocal(string link)
    {
        if (!IsOff(LocalNet(link))) return false;
        Write(LocalNet(link), "1");
        return true;
    }

    public static void ForbidLocal(string link)
    {
        if (File.Exists(LocalNet(link))) Write(LocalNet(link), "0");
    }

    private static string LocalNet(string link) => $"{Settings}/ipv4/conf/{link}/route_localnet";

    // A kernel without IPv6 has nothing to pass on.
    private static bool IsOff(string path) => File.Exists(path) && File.ReadAllText(path).Trim() == "0";

    private static void Write(string setting, string value)
    {
        try
        {
            File.WriteAllText(setting, value);
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new ContainmentException(FailureReason.Unsupported, setting, $"{setting} can't be set to {value}, without which packets are not passed on; as root of the machine: echo {value} > {setting}", null, refused);
        }
    }
}
