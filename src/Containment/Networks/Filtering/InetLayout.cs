using static Containment.Networks.Filtering.FilterTable;

namespace Containment.Networks.Filtering;

/// <summary>
/// What the table of the family inet is made of. Its rules are the same for any number of containers, who are elements of the maps:
/// <code>
/// published, published-here   what comes for a published port, from elsewhere and from this host, goes to its container
/// leaving                     what would not find its way back, or is to hide whence it came, carries the host's address
/// through, from-here          what the firewall of a container on a bridge refuses (others judge there in the family bridge)
/// first                       127.0.0.0/8 from outside; what a bridge handed up to be refused
/// </code>
/// </summary>
internal static class InetLayout
{
    /// <summary>Ports of the host.</summary>
    public static readonly string[] Ports = ["ports4", "ports6", "bound4", "bound6"];

    /// <summary>
    /// The links that have a firewall in the family bridge, and where that has a chain of its own for what is meant for them, their hardware
    /// address: here, so that one listing says all that we have.
    /// </summary>
    public const string Walls = "walls";

    /// <summary>The addresses of isolated containers, with that of their bridge: again in the family bridge, and here for the listing.</summary>
    public static readonly string[] Apart = ["apart4", "apart6"];

    /// <summary>Links whose route_localnet was switched on for us.</summary>
    public const string LocalNet = "localnet";

    /// <summary>A chain without rules that says which rules there are: another number, other rules.</summary>
    public const string Version = "layout-1";

    /// <summary>Makes it, or makes it new; elements stay.</summary>
    public static IEnumerable<string> Lines(FilterTable table)
    {
        var name = table.Inet;
        yield return $"add table {name}";
        foreach (var (digit, address) in ((string, string)[])[("4", "ipv4_addr"), ("6", "ipv6_addr")])
        {
            yield return $"add map {name} ports{digit} {{ type inet_proto . inet_service : {address} . inet_service; }}";
            yield return $"add map {name} bound{digit} {{ type {address} . inet_proto . inet_service : {address} . inet_service; }}";
            yield return $"add set {name} near{digit} {{ type {address} . {address}; flags interval; }}";
            yield return $"add set {name} nat{digit} {{ type {address}; }}";
            yield return $"add set {name} apart{digit} {{ type ether_addr . {address}; }}";
            yield return $"add map {name} to{digit} {{ type {address} : verdict; }}";
        }
        yield return $"add set {name} {LocalNet} {{ type ifname; }}";
        yield return $"add set {name} {Walls} {{ type ifname . ether_addr; }}";
        yield return $"add chain {name} {Version}";
        foreach (var line in Chain(name, "refuse", "", "meta l4proto tcp reject with tcp reset", "reject with icmpx admin-prohibited")) yield return line;
        foreach (var line in Chain(name, "first", "type filter hook prerouting priority raw; policy accept;", "iifname != lo ip daddr 127.0.0.0/8 drop", $"meta mark {RefuseMark} jump refuse")) yield return line;
        foreach (var line in Chain(name, "published", "type nat hook prerouting priority dstnat; policy accept;", Translate)) yield return line;
        foreach (var line in Chain(name, "published-here", "type nat hook output priority -100; policy accept;", Translate)) yield return line;
        foreach (var line in Chain(name, "leaving", "type nat hook postrouting priority srcnat; policy accept;",
            "ct status dnat fib saddr type local masquerade",
            "ct status dnat ip daddr . ip saddr @near4 masquerade", "ct status dnat ip6 daddr . ip6 saddr @near6 masquerade",
            "ip saddr @nat4 ip saddr . ip daddr != @near4 ip daddr != 224.0.0.0/4 masquerade", "ip6 saddr @nat6 ip6 saddr . ip6 daddr != @near6 ip6 daddr != ff00::/8 masquerade")) yield return line;
        // Segments of connections that came with a move are new here; the family bridge knows which they are.
        string[] judge = ["ct state established,related accept", "tcp flags & (syn | ack) != syn accept", "icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept", "ip daddr vmap @to4", "ip6 daddr vmap @to6"];
        foreach (var line in Chain(name, "through", "type filter hook forward priority filter; policy accept;", judge)) yield return line;
        foreach (var line in Chain(name, "from-here", "type filter hook output priority filter; policy accept;", judge)) yield return line;
    }

    // Whoever asked for one address gets what comes for it, before those who take any.
    private static string[] Translate =>
    [
        "meta nfproto ipv4 meta l4proto { tcp, udp } dnat ip to ip daddr . meta l4proto . th dport map @bound4",
        "meta nfproto ipv4 meta l4proto { tcp, udp } fib daddr type local dnat ip to meta l4proto . th dport map @ports4",
        "meta nfproto ipv6 meta l4proto { tcp, udp } dnat ip6 to ip6 daddr . meta l4proto . th dport map @bound6",
        // Nothing brings ::1 back from another link: there is no route_localnet for IPv6.
        "meta nfproto ipv6 meta l4proto { tcp, udp } ip6 daddr != ::1 fib daddr type local dnat ip6 to meta l4proto . th dport map @ports6",
    ];

    public static IEnumerable<string> Chain(string table, string chain, string hook, params string[] rules) =>
        [$"add chain {table} {chain}{(hook.Length > 0 ? $" {{ {hook} }}" : "")}", $"flush chain {table} {chain}", .. rules.Select(rule => $"add rule {table} {chain} {rule}")];
}
