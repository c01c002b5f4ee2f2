using System.Text.Json;

namespace Containment.Bundles.Oci;

/// <summary>
/// An object of config.json and where it is. Read by hand and not by a serializer: what that finds out about forty types, anew
/// in each process, takes the OCI runtime two milliseconds a container. What is not there is the default of its type.
/// </summary>
internal sealed class SpecNode
{
    private readonly JsonElement _value;
    private readonly Func<string> _path;

    public SpecNode(JsonElement value, Func<string> path)
    {
        (_value, _path) = (value, path);
        if (value.ValueKind != JsonValueKind.Object) throw Wrong(path(), "an object");
    }

    public string? Text(string name) => Find(name) is { } value ? TextOf(value, () => At(name)) : null;
    public bool Flag(string name) => FlagOrNull(name) ?? false;
    public bool? FlagOrNull(string name) => Find(name) is { } value ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(At(name), "true or false") : null;
    public int? Int32(string name) => Number(name) is { } value ? value.TryGetInt32(out var number) ? number : throw Wrong(At(name), "a whole number of 32 bits") : null;
    public uint? UInt32(string name) => Number(name) is { } value ? value.TryGetUInt32(out var number) ? number : throw Wrong(At(name), "a whole number of 32 bits, not negative") : null;
    public long? Int64(string name) => Number(name) is { } value ? value.TryGetInt64(out var number) ? number : throw Wrong(At(name), "a whole number of 64 bits") : null;
    public ulong? UInt64(string name) => Number(name) is { } value ? value.TryGetUInt64(out var number) ? number : throw Wrong(At(name), "a whole number of 64 bits, not negative") : null;
    public ushort? UInt16(string name) => Number(name) is { } value ? value.TryGetUInt16(out var number) ? number : throw Wrong(At(name), "a whole number of 16 bits, not negative") : null;

    public T? Part<T>(string name, Func<SpecNode, T> read) where T : class => Find(name) is { } value ? read(new(value, () => At(name))) : null;

    public IReadOnlyList<string>? Texts(string name) => List(name, (value, path) => value.ValueKind == JsonValueKind.Null ? null! : TextOf(value, path));

    public IReadOnlyList<uint>? Numbers(string name) => List(name, (value, path) => value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out var number) ? number : throw Wrong(path(), "a whole number of 32 bits, not negative"));

    public IReadOnlyList<T>? Parts<T>(string name, Func<SpecNode, T> read) where T : class =>
        List(name, (value, path) => value.ValueKind == JsonValueKind.Null ? null! : read(new(value, path)));

    public IReadOnlyDictionary<string, string>? TextsByName(string name) => Map(name, (value, path) => value.ValueKind == JsonValueKind.Null ? null! : TextOf(value, path));

    public IReadOnlyDictionary<string, T>? PartsByName<T>(string name, Func<SpecNode, T> read) where T : class =>
        Map(name, (value, path) => value.ValueKind == JsonValueKind.Null ? null! : read(new(value, path)));

    /// <summary>Refuses an explicit null where the specification has no place for one.</summary>
    public SpecNode NotNull(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (_value.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Null) throw Wrong(At(name), "a value that is not null");
        return this;
    }

    private JsonElement? Find(string name) => _value.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private JsonElement? Number(string name) => Find(name) is { } value ? value.ValueKind == JsonValueKind.Number ? value : throw Wrong(At(name), "a number") : null;

    private List<T>? List<T>(string name, Func<JsonElement, Func<string>, T> read)
    {
        if (Find(name) is not { } list) return null;
        if (list.ValueKind != JsonValueKind.Array) throw Wrong(At(name), "a list");
        var all = new List<T>(list.GetArrayLength());
        foreach (var value in list.EnumerateArray())
        {
            var index = all.Count;
            all.Add(read(value, () => $"{At(name)}[{index}]"));
        }
        return all;
    }

    private Dictionary<string, T>? Map<T>(string name, Func<JsonElement, Func<string>, T> read)
    {
        if (Find(name) is not { } map) return null;
        if (map.ValueKind != JsonValueKind.Object) throw Wrong(At(name), "an object");
        var all = new Dictionary<string, T>();
        foreach (var one in map.EnumerateObject()) all[one.Name] = read(one.Value, () => $"{At(name)}.{one.Name}");
        return all;
    }

    private static string TextOf(JsonElement value, Func<string> path) => value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(path(), "a text");

    private string At(string name) => _path() is { Length: > 0 } above ? $"{above}.{name}" : name;

    private static InvalidSpecException Wrong(string field, string expected) =>
        new(field.Length == 0 ? "config.json" : field, "of another form", expected);
}
