using System.Text.Json;
using System.Text.Json.Serialization;
using Containment.Images;

namespace Containment.Containers.Storing;

/// <summary>A root source as an object whose <c>kind</c> says which.</summary>
internal sealed class RootSourceJsonConverter : JsonConverter<RootSource>
{
    public override RootSource Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var root = document.RootElement;
        var kind = Text(root, "kind");
        if (kind == "image") return new RootSource.Image(Text(root, "name") ?? throw new JsonException("an image has a name"));
        var path = Text(root, "path") ?? throw new JsonException("a root source has a path");
        return kind switch
        {
            "directory" => new RootSource.Directory(path),
            "tarball" => new RootSource.Tarball(path, Text(root, "digest")),
            "oci-layout" => new RootSource.OciLayout(path, Text(root, "reference")),
            _ => throw new JsonException($"no root source is a {kind}"),
        };
    }

    public override void Write(Utf8JsonWriter writer, RootSource value, JsonSerializerOptions options)
    {
        var (kind, key, place, name, more) = value switch
        {
            RootSource.Directory directory => ("directory", "path", directory.Path, "digest", null),
            RootSource.Tarball tarball => ("tarball", "path", tarball.Path, "digest", tarball.Digest),
            RootSource.OciLayout layout => ("oci-layout", "path", layout.Path, "reference", layout.Reference),
            RootSource.Image image => ("image", "name", image.Name, "digest", null),
            _ => throw new NotSupportedException($"{value.GetType()}"),
        };
        writer.WriteStartObject();
        writer.WriteString("kind", kind);
        writer.WriteString(key, place);
        if (more is not null) writer.WriteString(name, more);
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
