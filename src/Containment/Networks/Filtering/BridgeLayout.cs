namespace Containment.Networks.Filtering;

/// <summary>
/// What the table of the family bridge is made of: frames between ports of a bridge never come where the family inet looks. The host's end of a
/// link is looked up, and the chain of its container judges:
/// <code>
/// sent       from a port, by the port's name            all that a container sends
/// meant      from a port, by the receiver's address     what goes to an isolated container by way of the host; all where the receiver refuses with an answer
/// received   to a port, by the port's name              all that a container gets, from other ports and from the host
/// </code>
/// </summary>
internal static class BridgeLayout
{
    public static IEnumerable<string> Lines(FilterTable table)
    {
        var name = table.Bridge;
        yield return $"add table {name}";
        yield return $"add map {name} out {{ type ifname : verdict; }}";
        yield return $"add map {name} to {{ type ether_addr : verdict; }}";
        yield return $"add set {name} apart4 {{ type ether_addr . ipv4_addr; }}";
        yield return $"add set {name} apart6 {{ type ether_addr . ipv6_addr; }}";
        yield return $"add map {name} in {{ type ifname : verdict; }}";
        IEnumerable<string> lines =
        [
            .. InetLayout.Chain(name, "basics", "",
                "ether type != { ip, ip6, vlan, 8021ad } accept",
                "icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
                "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query, mld-listener-report, mld2-listener-report } accept",
                // The first fragment is judged; without it nobody can use the others.
                "ip frag-off & 0x1fff != 0 accept",
                "exthdr frag exists frag frag-off != 0 accept"),
            .. InetLayout.Chain(name, "sent", "type filter hook prerouting priority -200; policy accept;", "iifname vmap @out"),
            .. InetLayout.Chain(name, "meant", "type filter hook prerouting priority -199; policy accept;",
                // Whoever sends to an isolated neighbour by way of the host goes around the isolation. Published ports are the host's address here yet.
                "ether daddr . ip daddr @apart4 drop", "ether daddr . ip6 daddr @apart6 drop",
                "ether daddr vmap @to"),
            .. InetLayout.Chain(name, "received", "type filter hook postrouting priority 200; policy accept;", "oifname vmap @in"),
        ];
        foreach (var line in lines) yield return line;
    }
}
