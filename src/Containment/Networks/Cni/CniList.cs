using System.Text.Json;
using System.Text.Json.Nodes;

namespace Containment.Networks.Cni;

/// <summary>A network configuration of the Container Network Interface (CNI specification, "Network configuration format").</summary>
/// <param name="Name">The network's name.</param>
/// <param name="Version">The version of the specification that it is written for.</param>
/// <param name="Plugins">What is run, in order; each object names its program in <c>type</c>.</param>
internal sealed record CniList(string Name, string Version, IReadOnlyList<JsonObject> Plugins)
{
    /// <summary>The configuration of that name.</summary>
    /// <param name="directory">Where they are: files .conflist, .conf and .json.</param>
    /// <param name="name">The network's name.</param>
    /// <exception cref="ContainmentException">NotFound; Corrupt: it can't be read.</exception>
    public static CniList Find(string directory, string name)
    {
        if (Directory.Exists(directory))
            foreach (var path in Directory.EnumerateFiles(directory).Where(path => Path.GetExtension(path) is ".conflist" or ".conf" or ".json").Order(StringComparer.Ordinal))
                // Another's that is damaged is in nobody's way.
                if (NameIn(path) == name) return Parse(File.ReadAllText(path), path);
        throw new ContainmentException(FailureReason.NotFound, name, $"there is no CNI network {name} in {directory}; put its configuration there (name.conflist), or name another");
    }

    /// <param name="text">The file.</param>
    /// <param name="path">Where it is, for errors.</param>
    /// <exception cref="ContainmentException">Corrupt.</exception>
    public static CniList Parse(string text, string path)
    {
        try
        {
            var root = JsonNode.Parse(text)?.AsObject() ?? throw new InvalidOperationException("null");
            var plugins = root["plugins"] is JsonArray list ? list.Select(plugin => plugin!.DeepClone().AsObject()).ToList() : [root.DeepClone().AsObject()];
            foreach (var plugin in plugins)
                if ((string?)plugin["type"] is not { Length: > 0 } type || type.Contains('/', StringComparison.Ordinal) || type.StartsWith('.')) throw new InvalidOperationException("a plugin's \"type\" is the name of its program");
            return new((string?)root["name"] is { Length: > 0 } name ? name : throw new InvalidOperationException("it has no \"name\""), (string?)root["cniVersion"] ?? "0.1.0", plugins);
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new ContainmentException(FailureReason.Corrupt, path, $"{path} is no CNI network configuration: {damaged.Message}", null, damaged);
        }
    }

    /// <summary>The same as text.</summary>
    public string Write() => new JsonObject { ["cniVersion"] = Version, ["name"] = Name, ["plugins"] = new JsonArray([.. Plugins.Select(plugin => plugin.DeepClone())]) }.ToJsonString();

    private static string? NameIn(string path)
    {
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(path))?.AsObject()["name"];
        }
        catch (Exception damaged) when (damaged is JsonException or InvalidOperationException or FormatException or IOException)
        {
            return null;
        }
    }
}
