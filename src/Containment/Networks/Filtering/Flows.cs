namespace Containment.Networks.Filtering;

/// <summary>
/// Follows the connections of a container's link in sets of the family bridge, where the kernel's own tracking is missing on many machines
/// (CONFIG_NF_CONNTRACK_BRIDGE) and would know nothing of connections that came with a move. A key is own address, peer, protocol, own port,
/// peer's port; open connections are in f4 and f6, ending ones in c4 and c6, what has no ports in o4 and o6.
/// </summary>
internal static class Flows
{
    private const string Opening = "2m", Open = "1d", Datagrams = "3m", Ending = "2m", Other = "1m";

    public static IEnumerable<string> Sets(string table, string link) =>
        ((string, string)[])[("4", "ipv4_addr"), ("6", "ipv6_addr")] switch
        {
            var families => families.SelectMany(family => (string[])
            [
                $"add set {table} f{family.Item1}-{link} {{ type {family.Item2} . {family.Item2} . inet_proto . inet_service . inet_service; size 65536; flags dynamic,timeout; timeout {Opening}; }}",
                $"add set {table} c{family.Item1}-{link} {{ type {family.Item2} . {family.Item2} . inet_proto . inet_service . inet_service; size 65536; flags dynamic,timeout; timeout {Ending}; }}",
                $"add set {table} o{family.Item1}-{link} {{ type {family.Item2} . {family.Item2} . inet_proto; size 65536; flags dynamic,timeout; timeout {Other}; }}",
            ]),
        };

    public static IEnumerable<string> Names(string link) => ((string[])["f4", "c4", "o4", "f6", "c6", "o6"]).Select(kind => $"{kind}-{link}");

    /// <summary>Lets pass what belongs to a known connection, and goes on otherwise.</summary>
    public static IEnumerable<string> Known(string link, FirewallDirection direction) => Families(direction).SelectMany(family => (string[])
    [
        $"tcp flags & (fin | rst) != 0 {family.Ports} @f{family.Digit}-{link} update @c{family.Digit}-{link} {{ {family.Ports} }} delete @f{family.Digit}-{link} {{ {family.Ports} }} accept",
        // A first segment with the ports of one that has just ended is judged like any other.
        $"tcp flags & (syn | ack) != syn {family.Ports} @c{family.Digit}-{link} update @c{family.Digit}-{link} {{ {family.Ports} }} accept",
        $"meta l4proto tcp {family.Ports} @f{family.Digit}-{link} update @f{family.Digit}-{link} {{ {family.Ports} timeout {Open} }} accept",
        $"meta l4proto udp {family.Ports} @f{family.Digit}-{link} update @f{family.Digit}-{link} {{ {family.Ports} timeout {Datagrams} }} accept",
        $"meta l4proto != {{ tcp, udp }} {family.Plain} @o{family.Digit}-{link} update @o{family.Digit}-{link} {{ {family.Plain} }} accept",
    ]);

    /// <summary>Lets pass, and remembers; when a set is full, what passes is not remembered.</summary>
    public static IEnumerable<string> Keep(string link, FirewallDirection direction) =>
    [
        .. Families(direction).SelectMany(family => (string[])
        [
            $"meta l4proto {{ tcp, udp }} update @f{family.Digit}-{link} {{ {family.Ports} timeout {Opening} }}",
            $"meta l4proto != {{ tcp, udp }} update @o{family.Digit}-{link} {{ {family.Plain} }}",
        ]),
        "accept",
    ];

    /// <summary>Tells of connections that are open already.</summary>
    public static IEnumerable<string> Remember(string table, string link, IEnumerable<OpenFlow> flows) => flows.Select(flow =>
        $"add element {table} f{(flow.Own.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? "4" : "6")}-{link} {{ {flow.Own} . {flow.Peer} . {(flow.Protocol == TransportProtocol.Tcp ? "tcp" : "udp")} . {flow.OwnPort} . {flow.PeerPort} timeout {(flow.Protocol == TransportProtocol.Tcp ? Open : Datagrams)} }}");

    private static IEnumerable<(string Digit, string Ports, string Plain)> Families(FirewallDirection direction)
    {
        var (own, peer, ownPort, peerPort) = direction == FirewallDirection.Out ? ("saddr", "daddr", "sport", "dport") : ("daddr", "saddr", "dport", "sport");
        foreach (var (digit, ip) in ((string, string)[])[("4", "ip"), ("6", "ip6")])
            yield return (digit, $"{ip} {own} . {ip} {peer} . meta l4proto . th {ownPort} . th {peerPort}", $"{ip} {own} . {ip} {peer} . meta l4proto");
    }
}
