using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Containment.Images.Recipes;

/// <summary>Reads YAML as a tree, by the parser's events: nothing is made by reflection. Aliases and tags, which a recipe has no use for, are refused.</summary>
internal sealed class RecipeYaml(string file, string text)
{
    private const int Deepest = 8;
    private readonly Parser _parser = new(new StringReader(text));

    /// <exception cref="InvalidSpecException">It is no YAML, or not one document with keys.</exception>
    public RecipeNode.Mapping Read()
    {
        try
        {
            _parser.Consume<StreamStart>();
            if (_parser.TryConsume<StreamEnd>(out _)) throw Wrong(1, "empty", "keys and values");
            _parser.Consume<DocumentStart>();
            var top = Node(0);
            _parser.Consume<DocumentEnd>();
            if (!_parser.Accept<StreamEnd>(out _)) throw Wrong(LineOf(_parser.Current!), "a second document", "the end");
            return top as RecipeNode.Mapping ?? throw Wrong(top.Line, top, "keys and values");
        }
        catch (YamlException broken)
        {
            throw new InvalidSpecException($"{file}, line {broken.Start.Line}", "no YAML", $"YAML 1.2 ({broken.InnerException?.Message ?? broken.Message})", broken);
        }
    }

    private RecipeNode Node(int depth)
    {
        var line = LineOf(_parser.Current!);
        if (depth > Deepest) throw Wrong(line, "a value", $"at most {Deepest} levels");
        if (_parser.Accept<AnchorAlias>(out _)) throw Wrong(line, "an alias", "the value itself");
        if (_parser.Current is NodeEvent { Anchor.IsEmpty: false }) throw Wrong(line, "an anchor", "the value alone");
        if (_parser.Current is NodeEvent { Tag.IsEmpty: false }) throw Wrong(line, "a tag", "the value alone");
        if (_parser.TryConsume<Scalar>(out var scalar)) return new RecipeNode.Scalar(scalar.Value, line, scalar.Style == ScalarStyle.Plain);
        return _parser.TryConsume<SequenceStart>(out _) ? Sequence(line, depth) : Mapping(line, depth);
    }

    private RecipeNode.Sequence Sequence(int line, int depth)
    {
        List<RecipeNode> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(depth + 1));
        return new(items, line);
    }

    private RecipeNode.Mapping Mapping(int line, int depth)
    {
        _parser.Consume<MappingStart>();
        List<KeyValuePair<RecipeNode.Scalar, RecipeNode>> entries = [];
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var node = Node(depth + 1);
            var key = node as RecipeNode.Scalar ?? throw Wrong(node.Line, $"{node} in the place of a key", "a key");
            if (entries.FirstOrDefault(entry => entry.Key.Value == key.Value) is { Key: { } before }) throw Wrong(key.Line, $"the key {key.Value} once more", $"it only once; it is in line {before.Line} too");
            entries.Add(new(key, Node(depth + 1)));
        }
        return new(entries, line);
    }

    private static int LineOf(ParsingEvent at) => (int)at.Start.Line;

    private InvalidSpecException Wrong(int line, object found, string expected) => new($"{file}, line {line}", found, expected);
}
