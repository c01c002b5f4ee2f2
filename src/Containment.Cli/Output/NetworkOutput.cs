using System.Text.Json.Nodes;
using Containment.Networks;
using Spectre.Console;

namespace Containment.Cli.Output;

/// <summary>Networks as people and programs read them.</summary>
internal static class NetworkOutput
{
    private const int WideEnough = 1000;

    public static void Write(IReadOnlyList<NetworkStatus> networks)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = WideEnough;
        var table = new Table { Border = TableBorder.None };
        foreach (var head in (string[])["NAME", "LINK", "SUBNETS", "ADDRESSES", "CONTAINERS"]) table.AddColumn(new TableColumn(head).NoWrap());
        foreach (var network in networks)
            table.AddRow(network.Definition.Name, Markup.Escape($"{network.Link}"), Or(string.Join(' ', network.Definition.Subnets)), $"{network.Leases.Count}", Or(string.Join(' ', network.Leases.Select(lease => lease.Container.Value).Distinct())));
        AnsiConsole.Write(table);
    }

    public static string Json(NetworkStatus network) => new JsonObject
    {
        ["name"] = network.Definition.Name,
        ["link"] = $"{network.Link}",
        ["subnets"] = Texts(network.Definition.Subnets),
        ["ranges"] = Texts(network.Definition.Ranges),
        ["gateways"] = network.Definition.Gateways is { } gateways ? Texts(gateways) : null,
        ["mtu"] = network.Definition.Mtu,
        ["nat"] = network.Definition.Masquerade,
        ["isolated"] = network.Definition.Isolated,
        ["vxlan"] = network.Definition.Spanning is { } spanning ? new JsonObject { ["id"] = spanning.Id, ["local"] = $"{spanning.Local}", ["peers"] = Texts(spanning.Peers) } : null,
        ["leases"] = new JsonArray([.. network.Leases.Select(lease => (JsonNode)new JsonObject { ["address"] = $"{lease.Address}", ["container"] = lease.Container.Value })]),
    }.ToJsonString();

    private static JsonArray Texts<T>(IEnumerable<T> values) => new([.. values.Select(value => (JsonNode)$"{value}")]);

    private static string Or(string text) => text.Length > 0 ? text : "-";
}
