using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Containers.Storing;

/// <summary>An address as its text.</summary>
internal sealed class AddressJsonConverter : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => IPAddress.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
