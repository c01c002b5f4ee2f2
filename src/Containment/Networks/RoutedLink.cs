using System.Net;
using System.Net.Sockets;
using Containment.Linux.Networks;

namespace Containment.Networks;

/// <summary>
/// The host's side of a routed link, and the way out inside. The host's end has the same two addresses for every container; they are
/// gateways, and never leave the link. Pure.
/// </summary>
internal static class RoutedLink
{
    /// <summary>What every container's default route leads to.</summary>
    public static readonly IPAddress Gateway4 = IPAddress.Parse("169.254.1.1"), Gateway6 = IPAddress.Parse("fe80::1");

    private const int Link4 = 32, Link6 = 64;

    /// <summary>Messages after the pair was made.</summary>
    public static IEnumerable<NetworkStep> Host(string end, int index, string alias, NetworkSpec network, ParentFacts uplink)
    {
        yield return new(NetworkPlace.Host, LinkMessages.Present(end, alias), null, $"set {end} up");
        if (Has(network, AddressFamily.InterNetwork)) yield return new(NetworkPlace.Host, AddressMessages.Add(index, Gateway4, Link4, unspoken: true), null, $"add {Gateway4} to {end}");
        if (Has(network, AddressFamily.InterNetworkV6)) yield return new(NetworkPlace.Host, AddressMessages.Add(index, Gateway6, Link6), null, $"add {Gateway6} to {end}");
        foreach (var (address, _) in network.Addresses)
            yield return new(NetworkPlace.Host, RouteMessages.AddStation(address, index), null, $"route to {address} by {end}");
        if (uplink.Index == 0) yield break;
        foreach (var (address, _) in network.Addresses)
            yield return new(NetworkPlace.Host, RouteMessages.Proxy(address, uplink.Index, answer: true), null, $"answer for {address} on {uplink.Name}") { Draws = true };
    }

    /// <summary>The gateways of a container: a default route of each family that it has an address of.</summary>
    public static IEnumerable<IPAddress> Gateways(NetworkSpec network)
    {
        if (Has(network, AddressFamily.InterNetwork)) yield return Gateway4;
        if (Has(network, AddressFamily.InterNetworkV6)) yield return Gateway6;
    }

    private static bool Has(NetworkSpec network, AddressFamily family) => network.Addresses.Any(address => address.Address.AddressFamily == family);
}
