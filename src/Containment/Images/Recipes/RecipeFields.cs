using System.Globalization;

namespace Containment.Images.Recipes;

/// <summary>The values of a mapping by key. Keys that nobody knows are refused at once; each error names file, line and key.</summary>
internal sealed class RecipeFields
{
    private readonly string _file;
    private readonly string _path;
    private readonly RecipeNode.Mapping _mapping;

    /// <param name="file">What errors call the file.</param>
    /// <param name="path">The key of this mapping with a dot behind it; empty at the top.</param>
    /// <param name="mapping">The values.</param>
    /// <param name="known">The keys there may be.</param>
    public RecipeFields(string file, string path, RecipeNode.Mapping mapping, params ReadOnlySpan<string> known)
    {
        (_file, _path, _mapping) = (file, path, mapping);
        foreach (var (key, _) in mapping.Entries)
            if (!known.Contains(key.Value)) throw Wrong(key.Line, $"{path}{key.Value}", "no key that a recipe has", $"one of {string.Join(", ", known)}");
    }

    public int Line => _mapping.Line;

    public RecipeNode? Node(string key) => _mapping.Entries.FirstOrDefault(entry => entry.Key.Value == key).Value switch
    {
        null => null,
        RecipeNode.Scalar { IsNull: true } empty => throw Wrong(empty.Line, _path + key, "empty", "a value, or no such key"),
        var node => node,
    };

    public string? Text(string key) => Node(key) is { } node ? Scalar(node, key) : null;

    public string Required(string key, string expected) => Text(key) ?? throw Wrong(Line, _path + key, null, expected);

    public bool Flag(string key) => Text(key) switch
    {
        null or "false" or "no" => false,
        "true" or "yes" => true,
        var other => throw Wrong(Node(key)!.Line, _path + key, other, "true or false"),
    };

    /// <summary>One word, or a list of them.</summary>
    public IReadOnlyList<string> Texts(string key) => Node(key) switch
    {
        null => [],
        RecipeNode.Scalar one => [one.Value],
        RecipeNode.Sequence many => [.. many.Items.Select((item, i) => Scalar(item, $"{key}[{i}]"))],
        var other => throw Wrong(other.Line, _path + key, other, "a list of words"),
    };

    public IReadOnlyDictionary<string, string> Pairs(string key) => Mapping(key)?.Entries.ToDictionary(entry => entry.Key.Value, entry => Scalar(entry.Value, $"{key}.{entry.Key.Value}")) ?? [];

    public RecipeNode.Mapping? Mapping(string key) => Node(key) switch
    {
        null => null,
        RecipeNode.Mapping mapping => mapping,
        var other => throw Wrong(other.Line, _path + key, other, "a mapping of keys to values"),
    };

    public IReadOnlyList<RecipeNode.Mapping> Mappings(string key) => Node(key) switch
    {
        null => [],
        RecipeNode.Sequence many => [.. many.Items.Select((item, i) => item as RecipeNode.Mapping ?? throw Wrong(item.Line, $"{_path}{key}[{i}]", item, "a mapping of keys to values"))],
        var other => throw Wrong(other.Line, _path + key, other, "a list"),
    };

    public T? Read<T>(string key, Func<string, T?> parse, string expected) where T : struct =>
        Text(key) is { } text ? parse(text) ?? throw Wrong(Node(key)!.Line, _path + key, text, expected) : null;

    public int? Number(string key, string expected) => Read<int>(key, text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null, expected);

    /// <summary>Makes something of the values; what its setters refuse is told with the line it stands in.</summary>
    public T Make<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (InvalidSpecException refused) when (!refused.Field.StartsWith($"{_file}, line ", StringComparison.Ordinal))
        {
            var (key, index) = Split(refused.Field);
            var node = _mapping.Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
            if (node is RecipeNode.Sequence many && index < many.Items.Count) node = many.Items[index];
            throw Wrong(node?.Line ?? Line, _path + refused.Field, node?.ToString(), refused.Expected, refused);
        }
    }

    public InvalidSpecException Wrong(int line, string key, object? found, string expected, Exception? inner = null) => new($"{_file}, line {line}: {key}", found, expected, inner);

    private string Scalar(RecipeNode node, string key) => node is RecipeNode.Scalar { IsNull: false } scalar ? scalar.Value : throw Wrong(node.Line, _path + key, node is RecipeNode.Scalar ? "empty" : node, "a text");

    // "packages[3]" is the fourth item under "packages".
    private static (string Key, int Index) Split(string field) =>
        field.Split('[', ']', '.') is [var key, var number, ..] && int.TryParse(number, out var index) ? (key, index) : (field.Split('.')[0], int.MaxValue);
}
