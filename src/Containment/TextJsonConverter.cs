using System.Text.Json;
using System.Text.Json.Serialization;

namespace Containment;

/// <summary>Writes a value to JSON as its text (<c>"none"</c>, <c>"1.5"</c>, <c>"0-3"</c>) and reads it back through the same checks.</summary>
public sealed class TextJsonConverter<T> : JsonConverter<T> where T : IParsable<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.Parse(reader.GetString() ?? throw new JsonException($"a {typeof(T).Name} is written as a string"), null);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value?.ToString());
}
