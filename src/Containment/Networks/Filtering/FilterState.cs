using System.Text.Json;

namespace Containment.Networks.Filtering;

/// <summary>What is in our table of the family inet, as <c>nft -j list table</c> says it (libnftables-json(5)). Pure.</summary>
/// <param name="Elements">The elements of its maps and sets.</param>
/// <param name="Chains">The names of its chains.</param>
internal sealed record FilterState(IReadOnlyList<FilterElement> Elements, IReadOnlyList<string> Chains)
{
    public static FilterState Nothing { get; } = new([], []);

    /// <summary>Everyone who has an element.</summary>
    public IReadOnlySet<string> Owners => Elements.Select(element => element.Owner).Where(owner => owner.Length > 0).ToHashSet();

    public IEnumerable<FilterElement> Of(string map) => Elements.Where(element => element.Map == map);

    /// <summary>Who else has published ports that collide with this one.</summary>
    public IEnumerable<ContainerId> OwnersOf(PublishedPort port, ContainerId but)
    {
        var key = $"{FirewallText.Text(port.Protocol)} . {port.HostPort}";
        return Elements.Where(element => InetLayout.Ports.Contains(element.Map) && (element.Key == key
                || (element.Key.EndsWith($" . {key}", StringComparison.Ordinal) && (port.Address is null || element.Key == $"{port.Address} . {key}"))))
            .Select(element => ContainerId.TryParse(element.Owner, null, out var owner) ? owner : but).Where(owner => owner != but).Distinct();
    }

    /// <exception cref="JsonException">It is of another form.</exception>
    public static FilterState Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        List<FilterElement> elements = [];
        List<string> chains = [];
        foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
        {
            if (item.TryGetProperty("chain", out var chain)) chains.Add(chain.GetProperty("name").GetString()!);
            foreach (var kind in (string[])["map", "set"])
                if (item.TryGetProperty(kind, out var set) && set.TryGetProperty("elem", out var all))
                    elements.AddRange(all.EnumerateArray().Select(element => Element(set.GetProperty("name").GetString()!, kind == "map" ? element[0] : element)));
        }
        return new(elements, chains);
    }

    private static FilterElement Element(string map, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("elem", out var inner)) return new(map, Value(element), "");
        return new(map, Value(inner.GetProperty("val")), inner.TryGetProperty("comment", out var comment) ? comment.GetString()! : "");
    }

    private static string Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Object when value.TryGetProperty("concat", out var parts) => string.Join(" . ", parts.EnumerateArray().Select(Value)),
        JsonValueKind.Object when value.TryGetProperty("prefix", out var prefix) => $"{Value(prefix.GetProperty("addr"))}/{Value(prefix.GetProperty("len"))}",
        JsonValueKind.Object when value.TryGetProperty("range", out var range) => $"{Value(range[0])}-{Value(range[1])}",
        _ => throw new JsonException($"an element of an unknown form: {Brief.Text(value.GetRawText())}"),
    };
}
