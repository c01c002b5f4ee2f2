using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>Writes it as the string that it is parsed from.</summary>
internal sealed class IPNetworkAddressJsonConverter : JsonConverter<IPNetworkAddress>
{
    public override IPNetworkAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && IPNetworkAddress.TryParse(reader.GetString(), null, out var address)
            ? address : throw new JsonException("an address with prefix length, such as 10.0.0.2/24, is expected");

    public override void Write(Utf8JsonWriter writer, IPNetworkAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
