using System.Text.Json;
using System.Text.Json.Nodes;
using Containment.Bundles;
using Containment.Images;

namespace Containment.Containers.Storing;

/// <summary>
/// Puts what a stored description leaves out to its default, so that an older file reads as it was meant. The generated
/// reader would take false and null for it, because it sets every init property.
/// </summary>
internal static class SpecDefaults
{
    private static readonly byte[] Template =
        Storable.Write(new StoredSpec(StoredSpec.CurrentVersion, new ContainerSpec("a", new RootSource.Directory("/"), new ProcessSpec("a"))), StateJson.Default.StoredSpec);

    /// <exception cref="JsonException">It is no JSON.</exception>
    public static byte[] Fill(ReadOnlySpan<byte> json)
    {
        var stored = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("a description is a JSON object");
        if (stored["container"] is not JsonObject container) throw new JsonException("container is missing");
        var defaults = JsonNode.Parse(Template)!["container"]!.AsObject();
        foreach (var name in (string[])["id", "root"]) defaults.Remove(name);
        defaults["process"]!.AsObject().Remove("command");
        Fill(container, defaults);
        return System.Text.Encoding.UTF8.GetBytes(stored.ToJsonString());
    }

    private static void Fill(JsonObject target, JsonObject defaults)
    {
        foreach (var (name, value) in defaults)
        {
            if (!target.TryGetPropertyValue(name, out var there))
            {
                // process can't be left out: there is no program by default.
                if (name != "process") target[name] = value?.DeepClone();
            }
            else if (there is JsonObject inner && value is JsonObject innerDefaults) Fill(inner, innerDefaults);
        }
    }
}
