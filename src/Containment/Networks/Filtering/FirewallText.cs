using System.Net.Sockets;

namespace Containment.Networks.Filtering;

/// <summary>Writes the rules of a firewall as nft has them.</summary>
internal static class FirewallText
{
    /// <summary>Whether any packet of that direction is to be answered with a refusal.</summary>
    public static bool Refuses(Firewall firewall, FirewallDirection direction) =>
        Default(firewall, direction) == FirewallAction.Reject || firewall.Rules.Any(rule => rule.Direction == direction && rule.Action == FirewallAction.Reject);

    /// <summary>The rules of one direction, the default last.</summary>
    /// <param name="network">The interface.</param>
    /// <param name="direction">Which way.</param>
    /// <param name="accept">What accepts: it remembers the connection where that is needed.</param>
    /// <param name="refuse">What refuses.</param>
    public static IEnumerable<string> Rules(NetworkSpec network, FirewallDirection direction, string accept, string refuse)
    {
        var firewall = network.Firewall!;
        foreach (var rule in firewall.Rules.Where(rule => rule.Direction == direction))
            foreach (var match in Matches(rule)) yield return $"{match}{Verdict(rule.Action)}";
        if (direction == FirewallDirection.In)
            foreach (var ports in network.Ports.GroupBy(port => port.Protocol))
                yield return $"{Text(ports.Key)} dport {{ {string.Join(", ", ports.Select(port => port.ContainerPort).Distinct().Order())} }} {accept}";
        yield return Verdict(Default(firewall, direction));

        string Verdict(FirewallAction action) => action switch { FirewallAction.Accept => accept, FirewallAction.Drop => "drop", _ => refuse };
    }

    public static string Text(TransportProtocol protocol) => protocol == TransportProtocol.Udp ? "udp" : "tcp";

    private static FirewallAction Default(Firewall firewall, FirewallDirection direction) => direction == FirewallDirection.In ? firewall.Inbound : firewall.Outbound;

    // One rule of ours is one of nft's for each family that its peers are of.
    private static IEnumerable<string> Matches(FirewallRule rule)
    {
        var ports = PortRanges.Merge(rule.Ports);
        var what = rule.Protocol switch
        {
            FirewallProtocol.Any => "",
            FirewallProtocol.Icmp => "meta l4proto { icmp, ipv6-icmp } ",
            var protocol when ports.Count > 0 => $"{(protocol == FirewallProtocol.Tcp ? "tcp" : "udp")} dport {{ {string.Join(", ", ports)} }} ",
            var protocol => $"meta l4proto {(protocol == FirewallProtocol.Tcp ? "tcp" : "udp")} ",
        };
        if (rule.Peers.Count == 0) return [what];
        var side = rule.Direction == FirewallDirection.In ? "saddr" : "daddr";
        return Prefixes.Merge(rule.Peers).GroupBy(peer => peer.Address.AddressFamily)
            .Select(family => $"{(family.Key == AddressFamily.InterNetwork ? "ip" : "ip6")} {side} {{ {string.Join(", ", family)} }} {what}");
    }
}
