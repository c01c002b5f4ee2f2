using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>An address as its text.</summary>
internal sealed class AddressJsonConverter : JsonConverter<IPAddress>
{
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("an address is expected");

    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
