namespace Containment.Networks.Filtering;

/// <summary>The chains of a container's firewall, and where they are entered.</summary>
internal static class ContainerChains
{
    private const string NoAddress = "00:00:00:00:00:00";

    /// <summary>In the family bridge.</summary>
    public static IEnumerable<string> Bridge(FilterTable table, ContainerId id, FilteredLink link)
    {
        var (name, firewall) = (table.Bridge, link.Network.Firewall!);
        // The host refuses in our stead, because few kernels can on a bridge: the frame is made one for the host, which meets it by its mark.
        var refuse = $"ether daddr set {link.BridgeMac} meta pkttype set host meta mark set {FilterTable.RefuseMark} accept";
        List<string> lines = [.. Flows.Sets(name, link.Link)];
        foreach (var (way, direction) in ((string, FirewallDirection)[])[("out", FirewallDirection.Out), ("in", FirewallDirection.In)])
            lines.AddRange(Chain($"keep-{way}-{link.Link}", Flows.Keep(link.Link, direction)));
        lines.AddRange(Judge("out", FirewallDirection.Out, refuse));
        lines.AddRange(Judge("in", FirewallDirection.In, "drop"));
        lines.Add($"create element {name} out {{ \"{link.Link}\" comment \"{id}\" : jump out-{link.Link} }}");
        lines.Add($"create element {name} in {{ \"{link.Link}\" comment \"{id}\" : jump in-{link.Link} }}");
        if (FirewallText.Refuses(firewall, FirewallDirection.In))
        {
            lines.AddRange(Judge("to", FirewallDirection.In, refuse));
            lines.Add($"create element {name} to {{ {link.Mac} comment \"{id}\" : jump to-{link.Link} }}");
        }
        lines.Add($"create element {table.Inet} {InetLayout.Walls} {{ \"{link.Link}\" . {(FirewallText.Refuses(firewall, FirewallDirection.In) ? link.Mac : NoAddress)} comment \"{id}\" }}");
        return lines;

        IEnumerable<string> Judge(string chain, FirewallDirection direction, string refusal) => Chain($"{chain}-{link.Link}",
            ["jump basics", .. Flows.Known(link.Link, direction), .. FirewallText.Rules(link.Network, direction, $"goto keep-{(direction == FirewallDirection.Out ? "out" : "in")}-{link.Link}", refusal)]);

        IEnumerable<string> Chain(string chain, IEnumerable<string> rules) => InetLayout.Chain(name, chain, "", [.. rules]);
    }

    /// <summary>Takes it apart: the places that refer to chains first, then the chains and what they refer to.</summary>
    /// <param name="table">Where.</param>
    /// <param name="wall">The element of <see cref="InetLayout.Walls"/>.</param>
    public static IEnumerable<string> Without(FilterTable table, string wall)
    {
        var (link, mac) = wall.Split(" . ") switch { var parts => (parts[0], parts[1]) };
        List<string> chains = [$"out-{link}", $"in-{link}"];
        yield return $"delete element {table.Bridge} out {{ \"{link}\" }}";
        yield return $"delete element {table.Bridge} in {{ \"{link}\" }}";
        if (mac != NoAddress)
        {
            yield return $"delete element {table.Bridge} to {{ {mac} }}";
            chains.Add($"to-{link}");
        }
        chains.AddRange([$"keep-out-{link}", $"keep-in-{link}"]);
        foreach (var chain in chains) yield return $"flush chain {table.Bridge} {chain}";
        foreach (var chain in chains) yield return $"delete chain {table.Bridge} {chain}";
        foreach (var set in Flows.Names(link)) yield return $"delete set {table.Bridge} {set}";
    }

    /// <summary>In the family inet, for what the host itself sends to the container and must be told of a refusal.</summary>
    public static IEnumerable<string> Inet(FilterTable table, ContainerId id, FilteredLink link)
    {
        if (link.Network.Firewall is not { } firewall || !FirewallText.Refuses(firewall, FirewallDirection.In)) return [];
        var chain = $"in-{link.Link}";
        return
        [
            .. InetLayout.Chain(table.Inet, chain, "", [.. FirewallText.Rules(link.Network, FirewallDirection.In, "accept", "jump refuse")]),
            .. link.Network.Addresses.Select(a => $"create element {table.Inet} to{ContainerElements.Digit(a.Address.AddressFamily)} {{ {a.Address} comment \"{id}\" : jump {chain} }}"),
        ];
    }
}
