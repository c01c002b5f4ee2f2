using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>Writes addresses as an array of strings; System.Text.Json would take an <see cref="IPAddress"/> for an object.</summary>
internal sealed class IPAddressListJsonConverter : JsonConverter<IReadOnlyList<IPAddress>>
{
    public override IReadOnlyList<IPAddress> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var list = new List<IPAddress>();
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("an array of addresses is expected");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            list.Add(reader.TokenType == JsonTokenType.String && IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("an address is expected"));
        return list;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<IPAddress> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var address in value) writer.WriteStringValue(address.ToString());
        writer.WriteEndArray();
    }
}
