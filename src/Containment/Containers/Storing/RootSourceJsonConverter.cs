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
        if (value is RootSource.Image image)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", "image");
            writer.WriteString("name", image.Name);
            writer.WriteEndObject();
            return;
        }
        var (kind, path, name, more) = value switch
        {
            RootSource.Directory directory => ("directory", directory.Path, "digest", null),
            RootSource.Tarball tarball => ("tarball", tarball.Path, "digest", tarball.Digest),
            RootSource.OciLayout layout => ("oci-layout", layout.Path, "reference", layout.Reference),
            _ => throw new NotSupportedException($"{value.GetType()}"),
        };
        writer.WriteStartObject();
        writer.WriteString("kind", kind);
        writer.WriteString("path", path);
        if (more is not null) writer.WriteString(name, more);
        writer.WriteEndObject();
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
