using System.Text.Json;

namespace Containment.Devices.Cdi;

/// <summary>A JSON object of such a file, and where in it that is: what is of another kind than it must be is named.</summary>
internal sealed class CdiElement
{
    private readonly JsonElement _element;
    private readonly string _at;

    public CdiElement(JsonElement element, string at)
    {
        (_element, _at) = (element, at);
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidSpecException(at, $"{element.ValueKind}", "an object");
    }

    public string Field(string name) => $"{_at}: {name}";

    public InvalidSpecException Wrong(string name, object? found, string expected) => new(Field(name), found, expected);

    public bool Has(string name) => Find(name) is not null;

    public string? Text(string name) => Find(name) switch { null => null, { ValueKind: JsonValueKind.String } text => text.GetString(), var other => throw Wrong(name, $"{other}", "a string") };

    public uint? Number(string name) => Find(name) switch { null => null, { ValueKind: JsonValueKind.Number } number when number.TryGetUInt32(out var value) => value, var other => throw Wrong(name, $"{other}", "a number") };

    public CdiElement? Part(string name) => Find(name) is { } part ? new(part, Field(name)) : null;

    public IReadOnlyList<CdiElement> List(string name) => [.. Items(name).Select((item, index) => new CdiElement(item, Field($"{name}[{index}]")))];

    public IReadOnlyList<string> Texts(string name) => [.. Items(name).Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(name, $"{item}", "strings"))];

    private IEnumerable<JsonElement> Items(string name) => Find(name) switch { null => [], { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(), var other => throw Wrong(name, $"{other}", "a list") };

    private JsonElement? Find(string name) => _element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;
}
