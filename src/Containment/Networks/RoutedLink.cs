using System.Net;
using System.Net.Sockets;
using Containment.Linux.Networks;
using Containment.Networks.Filtering;

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
        foreach (var step in Proxies(network, uplink)) yield return step;
    }

    /// <summary>What has the host answer for its addresses on an uplink; nothing without one.</summary>
    public static IEnumerable<NetworkStep> Proxies(NetworkSpec network, ParentFacts uplink)
    {
        if (uplink.Index == 0) yield break;
        foreach (var (address, _) in network.Addresses)
            yield return new(NetworkPlace.Host, RouteMessages.Proxy(address, uplink.Index, answer: true), null, $"answer for {address} on {uplink.Name}") { Draws = true };
    }

    /// <summary>
    /// The way out: a default route of each family that it has an address of, unless another interface has one; then only the addresses' own subnets are
    /// reached by the host.
    /// </summary>
    /// <param name="network">The interface.</param>
    /// <param name="index">Its index inside.</param>
    /// <param name="families">Families that have a default route; those that get one here are added.</param>
    public static IEnumerable<NetworkStep> Inside(NetworkSpec network, int index, HashSet<AddressFamily> families)
    {
        foreach (var gateway in Gateways(network))
        {
            if (families.Add(gateway.AddressFamily))
            {
                yield return new(NetworkPlace.Container, RouteMessages.AddDefault(gateway, index, onLink: true), null, $"route by {gateway} on {network.Name}");
                continue;
            }
            foreach (var subnet in network.Addresses.Where(address => address.Address.AddressFamily == gateway.AddressFamily).Select(Prefixes.Network).Where(subnet => subnet.PrefixLength < 8 * subnet.Address.GetAddressBytes().Length).Distinct())
                yield return new(NetworkPlace.Container, RouteMessages.Add(subnet.Address, subnet.PrefixLength, gateway, index), null, $"route to {subnet} by {gateway} on {network.Name}");
        }
    }

    /// <summary>The gateways of a container: a default route of each family that it has an address of.</summary>
    public static IEnumerable<IPAddress> Gateways(NetworkSpec network)
    {
        if (Has(network, AddressFamily.InterNetwork)) yield return Gateway4;
        if (Has(network, AddressFamily.InterNetworkV6)) yield return Gateway6;
    }

    private static bool Has(NetworkSpec network, AddressFamily family) => network.Addresses.Any(address => address.Address.AddressFamily == family);
}
