using System.Text.Json.Nodes;

namespace Containment.Networks.Cni;

/// <summary>What a plugin is told on its standard input (CNI specification, "Deriving runtime configuration from plugin configuration"). Pure.</summary>
internal static class CniRequest
{
    /// <param name="list">The network.</param>
    /// <param name="plugin">One of its plugins.</param>
    /// <param name="previous">What the plugin before it answered; null: it is the first.</param>
    /// <param name="network">What is wished for: addresses and a hardware address, told to plugins that say they can do it.</param>
    public static string Text(CniList list, JsonObject plugin, JsonNode? previous, NetworkSpec network)
    {
        var request = plugin.DeepClone().AsObject();
        request["cniVersion"] = list.Version;
        request["name"] = list.Name;
        var runtime = new JsonObject();
        if (Can(plugin, "ips") && network.Addresses.Count > 0) runtime["ips"] = new JsonArray([.. network.Addresses.Select(address => (JsonNode)$"{address}")]);
        if (Can(plugin, "mac") && network.Mac is { } mac) runtime["mac"] = mac;
        request.Remove("capabilities");
        if (runtime.Count > 0) request["runtimeConfig"] = runtime;
        if (previous is not null) request["prevResult"] = previous.DeepClone();
        return request.ToJsonString();
    }

    /// <summary>The addresses that a result gives the container.</summary>
    public static IReadOnlyList<IPNetworkAddress> Addresses(JsonNode? result) =>
        result?["ips"] is not JsonArray ips ? [] : [.. ips.Select(ip => (string?)ip?["address"]).OfType<string>().Select(text => IPNetworkAddress.TryParse(text, null, out var address) ? address : (IPNetworkAddress?)null).OfType<IPNetworkAddress>()];

    private static bool Can(JsonObject plugin, string what) => plugin["capabilities"]?[what] is JsonValue value && value.TryGetValue(out bool can) && can;
}
