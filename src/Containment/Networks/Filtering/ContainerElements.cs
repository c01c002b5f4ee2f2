using System.Net.Sockets;

namespace Containment.Networks.Filtering;

/// <summary>What of a container goes into the maps and sets of the family inet; each element carries its name.</summary>
internal static class ContainerElements
{
    public static IEnumerable<string> Lines(FilterTable table, ContainerId id, NetworkSpec network)
    {
        foreach (var port in network.Ports)
            foreach (var family in (AddressFamily[])[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (port.Address is { } only && only.AddressFamily != family) continue;
                if (network.Addresses.FirstOrDefault(a => a.Address.AddressFamily == family) is not { Address: { } target }) continue;
                var key = $"{FirewallText.Text(port.Protocol)} . {port.HostPort}";
                yield return port.Address is { } address
                    ? Element($"bound{Digit(family)}", $"{address} . {key}", $"{target} . {port.ContainerPort}")
                    : Element($"ports{Digit(family)}", key, $"{target} . {port.ContainerPort}");
            }
        if (network.Ports.Count == 0 && !network.Masquerade) yield break;
        foreach (var address in network.Addresses)
        {
            yield return Element($"near{Digit(address.Address.AddressFamily)}", $"{address.Address} . {Prefixes.Network(address)}");
            if (network.Masquerade) yield return Element($"nat{Digit(address.Address.AddressFamily)}", $"{address.Address}");
        }

        string Element(string map, string key, string? value = null) => $"create element {table.Inet} {map} {{ {key} comment \"{id}\"{(value is null ? "" : $" : {value}")} }}";
    }

    /// <summary>Keeps neighbours from an isolated container that send to it by way of the host.</summary>
    public static IEnumerable<string> Apart(FilterTable table, ContainerId id, FilteredLink link) =>
        !link.Network.Isolated ? [] : link.Network.Addresses.SelectMany(address => ((string[])[table.Inet, table.Bridge]).Select(where =>
            $"create element {where} apart{Digit(address.Address.AddressFamily)} {{ {link.BridgeMac} . {address.Address} comment \"{id}\" }}"));

    public static string Digit(AddressFamily family) => family == AddressFamily.InterNetwork ? "4" : "6";
}
