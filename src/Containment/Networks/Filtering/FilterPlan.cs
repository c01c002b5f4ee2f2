namespace Containment.Networks.Filtering;

/// <summary>Compiles what containers want into transactions of nft. Pure: the same input gives the same text.</summary>
internal static class FilterPlan
{
    /// <summary>Puts a container's rules in force, in place of those that it has.</summary>
    /// <param name="table">Where.</param>
    /// <param name="id">The container.</param>
    /// <param name="links">Its interfaces, those that want nothing too.</param>
    /// <param name="now">What is there.</param>
    /// <param name="gone">Others whose elements are removed as well.</param>
    public static string Apply(FilterTable table, ContainerId id, IReadOnlyList<FilteredLink> links, FilterState now, IReadOnlyCollection<string> gone)
    {
        var firewalls = links.Where(link => link.Network.Firewall is not null).ToList();
        var (isNew, there) = (!now.Chains.Contains(InetLayout.Version), OnBridges(now).Any());
        var wanted = links.Any(link => link.Network.Firewall is not null || link.Network.Isolated);
        List<string> lines = [];
        if (isNew) lines.AddRange(InetLayout.Lines(table));
        if (isNew ? there || wanted : !there && wanted) lines.AddRange(BridgeLayout.Lines(table));
        lines.AddRange(Without(table, [.. gone, id.Value], now));
        foreach (var link in links) lines.AddRange([.. ContainerElements.Lines(table, id, link.Network), .. ContainerChains.Inet(table, id, link), .. ContainerElements.Apart(table, id, link)]);
        foreach (var link in firewalls) lines.AddRange(ContainerChains.Bridge(table, id, link));
        return Text(lines);
    }

    /// <summary>Removes what containers have, and tables in which nothing is left. Null: there is nothing of theirs.</summary>
    public static string? Remove(FilterTable table, IReadOnlyCollection<string> gone, FilterState now)
    {
        var lines = Without(table, gone, now).ToList();
        if (OnBridges(now).Any() && OnBridges(now).All(element => gone.Contains(element.Owner))) lines.Add($"delete table {table.Bridge}");
        if (now != FilterState.Nothing && now.Owners.All(gone.Contains)) lines.Add($"delete table {table.Inet}");
        return lines.Count == 0 ? null : Text(lines);
    }

    // What needs the table of the family bridge.
    private static IEnumerable<FilterElement> OnBridges(FilterState now) => now.Elements.Where(element => element.Map == InetLayout.Walls || InetLayout.Apart.Contains(element.Map));

    private static IEnumerable<string> Without(FilterTable table, IReadOnlyCollection<string> gone, FilterState now)
    {
        var theirs = now.Elements.Where(element => gone.Contains(element.Owner)).ToList();
        foreach (var element in theirs) yield return $"delete element {table.Inet} {element.Map} {{ {(element.Map == InetLayout.Walls ? Quoted(element.Key) : element.Key)} }}";
        foreach (var element in theirs.Where(element => InetLayout.Apart.Contains(element.Map))) yield return $"delete element {table.Bridge} {element.Map} {{ {element.Key} }}";
        foreach (var wall in theirs.Where(element => element.Map == InetLayout.Walls))
        {
            var chain = $"in-{wall.Key.Split(' ')[0]}";
            if (now.Chains.Contains(chain))
            {
                yield return $"flush chain {table.Inet} {chain}";
                yield return $"delete chain {table.Inet} {chain}";
            }
            foreach (var line in ContainerChains.Without(table, wall.Key)) yield return line;
        }
    }

    // A name that begins with digits would be none.
    private static string Quoted(string wall) => wall.Split(' ', 2) switch { var parts => $"\"{parts[0]}\" {parts[1]}" };

    private static string Text(IEnumerable<string> lines) => string.Concat(lines.Select(line => $"{line}\n"));
}
