using System.Net;
using System.Net.Sockets;

namespace Containment.Networks.Pools;

/// <summary>What must hold within the definition of a network, and between those of one host.</summary>
internal static class DefinitionRules
{
    /// <summary>Passes good subnets through: those of stations, none within another, each with room for somebody.</summary>
    public static IReadOnlyList<IPNetwork> Subnets(IReadOnlyList<IPNetwork>? subnets, string field)
    {
        subnets ??= [];
        foreach (var subnet in subnets)
        {
            var bits = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            if (!NetworkRules.IsStation(subnet.BaseAddress)) throw new InvalidSpecException(field, subnet, "a network of stations, such as 10.9.0.0/24 or fd09::/64");
            if (subnet.PrefixLength > bits - 2) throw new InvalidSpecException(field, subnet, $"a prefix of at most {bits - 2} bits, so that there is room for a router and a container");
        }
        for (var n = 1; n < subnets.Count; n++)
            if (subnets.Take(n).FirstOrDefault(other => Overlap(other, subnets[n])) is { PrefixLength: > 0 } other) throw new InvalidSpecException(field, subnets[n], $"a network that does not overlap {other}");
        return subnets;
    }

    /// <exception cref="InvalidSpecException">A field does not fit the others.</exception>
    /// <exception cref="ContainmentException">AlreadyExists: another network has these addresses.</exception>
    public static void Check(NetworkDefinition network, IEnumerable<NetworkDefinition> others)
    {
        if (network.Ranges.FirstOrDefault(range => !network.Subnets.Any(subnet => Within(range, subnet))) is { PrefixLength: > 0 } stray) throw new InvalidSpecException("ranges", stray, "a part of one of the subnets");
        if (network.Gateways?.FirstOrDefault(gateway => !network.Subnets.Any(subnet => subnet.Contains(gateway))) is { } outside) throw new InvalidSpecException("gateways", outside, "an address in one of the subnets");
        if (network.Link is NetworkLink.Routed && network.Gateways is { Count: > 0 } gateways) throw new InvalidSpecException("gateways", gateways[0], "none: the host is the gateway of routed links");
        if (network.Link is not (null or NetworkLink.Bridge) && (network.Isolated ? "isolated" : network.Spanning is not null ? "spanning" : null) is { } bridged) throw new InvalidSpecException(bridged, network.Link, "a network with a bridge");
        if (network.Masquerade && network.Link is not (null or NetworkLink.Bridge or NetworkLink.Routed)) throw new InvalidSpecException("masquerade", network.Link, "a network with a bridge, or a routed one");
        network.Spanning?.Check();
        foreach (var other in others)
            foreach (var subnet in network.Subnets)
                if (other.Subnets.FirstOrDefault(theirs => Overlap(theirs, subnet)) is { PrefixLength: > 0 } taken)
                    throw new ContainmentException(FailureReason.AlreadyExists, network.Name, $"{subnet} overlaps {taken} of the network {other.Name}; choose other addresses, or delete that network");
    }

    /// <summary>The host's own addresses on the network's bridge: its first, where nobody else is the router.</summary>
    public static IReadOnlyList<IPNetworkAddress> OfHost(NetworkDefinition network) =>
        network.Gateways is null ? [.. network.Subnets.Select(subnet => new IPNetworkAddress(AddressPool.At(subnet, 1), subnet.PrefixLength))] : [];

    /// <summary>Where containers' default routes lead.</summary>
    public static IReadOnlyList<IPAddress> GatewaysOf(NetworkDefinition network) => network.Link switch
    {
        NetworkLink.Routed => [],
        _ when network.Gateways is { } given => given,
        null or NetworkLink.Bridge => [.. OfHost(network).Select(address => address.Address).DistinctBy(address => address.AddressFamily)],
        _ => [],
    };

    private static bool Overlap(IPNetwork a, IPNetwork b) => a.Contains(b.BaseAddress) || b.Contains(a.BaseAddress);

    private static bool Within(IPNetwork part, IPNetwork whole) => whole.Contains(part.BaseAddress) && part.PrefixLength >= whole.PrefixLength;
}
