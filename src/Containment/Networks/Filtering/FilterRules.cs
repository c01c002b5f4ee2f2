using System.Net.Sockets;

namespace Containment.Networks.Filtering;

/// <summary>What must hold within ports and firewalls, and between those of one container.</summary>
internal static class FilterRules
{
    /// <summary>A rule is tried for the first packet of each connection.</summary>
    private const int MostRules = 256, MostPeers = 1024, MostPorts = 1024;

    public static T Known<T>(T value, string field) where T : struct, Enum =>
        Enum.IsDefined(value) ? value : throw new InvalidSpecException(field, value, string.Join(", ", Enum.GetNames<T>()));

    public static IReadOnlyList<FirewallRule> Rules(IReadOnlyList<FirewallRule>? rules, string field)
    {
        rules ??= [];
        if (rules.Count > MostRules) throw new InvalidSpecException(field, rules.Count, $"at most {MostRules}");
        return rules.All(rule => rule is not null) ? rules : throw new InvalidSpecException(field, null, "rules");
    }

    public static IReadOnlyList<PortRange> Ports(IReadOnlyList<PortRange>? ports, string field)
    {
        ports ??= [];
        if (ports.Count > MostPorts) throw new InvalidSpecException(field, ports.Count, $"at most {MostPorts}");
        return ports.All(range => range.From > 0) ? ports : throw new InvalidSpecException(field, 0, "1 to 65535");
    }

    public static IReadOnlyList<IPNetworkAddress> Peers(IReadOnlyList<IPNetworkAddress>? peers, string field)
    {
        peers ??= [];
        if (peers.Count > MostPeers) throw new InvalidSpecException(field, peers.Count, $"at most {MostPeers}");
        foreach (var peer in peers)
            if (peer.Address is null || peer.PrefixLength < 0 || peer.PrefixLength > (peer.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128) || (peer.Address.AddressFamily == AddressFamily.InterNetworkV6 && peer.Address.ScopeId != 0))
                throw new InvalidSpecException(field, peer.Address, "an address or network with prefix length, such as 10.0.0.0/8");
        return peers;
    }

    /// <exception cref="InvalidSpecException">Names the field.</exception>
    public static void Check(IReadOnlyList<NetworkSpec> networks)
    {
        List<PublishedPort> taken = [];
        for (var i = 0; i < networks.Count; i++)
        {
            foreach (var port in networks[i].Ports)
            {
                if (port is null) throw new InvalidSpecException($"networks[{i}].ports", null, "a port");
                // A network by name gives the address later, and then this is looked at again.
                if (networks[i] is { Link: NetworkLink.Network, Addresses.Count: 0 }) continue;
                if (port.Address is { } address ? networks[i].Addresses.All(a => a.Address.AddressFamily != address.AddressFamily) : networks[i].Addresses.Count == 0)
                    throw new InvalidSpecException($"networks[{i}].ports", port, "a port of an interface that has an address of that family");
                if (taken.Any(other => Collide(port, other))) throw new InvalidSpecException($"networks[{i}].ports", port, "a port of the host that the container has not published already");
                taken.Add(port);
            }
            // nft has no way to write it.
            if (networks[i].Link is NetworkLink.Bridge(var bridge) && bridge.Contains('"') && FilteredLink.Needs(networks[i])) throw new InvalidSpecException($"networks[{i}].link", bridge, "a name without quotes, with ports, masquerading or a firewall");
            if (networks[i].Masquerade && networks[i].Addresses.Count == 0 && networks[i].Link is not NetworkLink.Network) throw new InvalidSpecException($"networks[{i}].masquerade", true, "addresses beside it");
            foreach (var rule in networks[i].Firewall?.Rules ?? [])
                if (rule.Ports.Count > 0 && rule.Protocol is not (FirewallProtocol.Tcp or FirewallProtocol.Udp))
                    throw new InvalidSpecException($"networks[{i}].firewall.rules.ports", string.Join(", ", rule.Ports), "ports only with the protocol Tcp or Udp");
        }
    }

    /// <summary>Refuses what a kind of link can't do: rules need an end on the host, some of them a bridge.</summary>
    /// <param name="networks">Resolved: none is on a network by name any more.</param>
    /// <exception cref="InvalidSpecException">Names the field.</exception>
    public static void CheckLinks(IReadOnlyList<NetworkSpec> networks)
    {
        for (var i = 0; i < networks.Count; i++)
        {
            var network = networks[i];
            if (!network.Link.HasHostEnd && (network.Ports.Count > 0 ? "ports" : network.Masquerade ? "masquerade" : network.Bandwidth is { Limits: true } ? "bandwidth" : null) is { } field)
                throw new InvalidSpecException($"networks[{i}].{field}", network.Link, "a link to a bridge or a routed one: others have no end on this host");
            if (network.Link is not NetworkLink.Bridge && (network.Firewall is not null ? "firewall" : network.Isolated ? "isolated" : null) is { } bridged)
                throw new InvalidSpecException($"networks[{i}].{bridged}", network.Link, "a link to a bridge");
        }
    }

    /// <summary>Whether a packet could be meant for both.</summary>
    public static bool Collide(PublishedPort one, PublishedPort other) =>
        one.HostPort == other.HostPort && one.Protocol == other.Protocol && (one.Address is null || other.Address is null || one.Address.Equals(other.Address));
}
