using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Containment.Cli.Options;

/// <summary>A profile: NAME.yaml in the directory of profiles, with names of options as keys.</summary>
internal sealed partial record ProfileFile(string Path, IReadOnlyList<ProfileEntry> Entries)
{
    private const string Variable = "CONTAINMENT_PROFILES";

    /// <summary>Where profiles are: CONTAINMENT_PROFILES, else /etc/containment/profiles; for an ordinary user below XDG_CONFIG_HOME.</summary>
    public static string Home => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? System.IO.Path.GetFullPath(named)
        : Environment.IsPrivilegedProcess ? "/etc/containment/profiles"
        : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "containment", "profiles");

    /// <exception cref="InvalidSpecException">There is no such profile, or it is of another form.</exception>
    public static ProfileFile Read(string name, string home)
    {
        if (!NameForm().IsMatch(name)) throw new InvalidSpecException("--profile", name, "a profile's name: a-z A-Z 0-9 - _ ., a letter or digit first");
        var path = System.IO.Path.Combine(home, $"{name}.yaml");
        if (!File.Exists(path)) throw new InvalidSpecException("--profile", name, $"the name of a file in {home}, without .yaml ({Known(home)})");
        return new(path, Parse(path, File.ReadAllText(path)));
    }

    public static IReadOnlyList<ProfileEntry> Parse(string path, string text)
    {
        var parser = new Parser(new StringReader(text));
        List<ProfileEntry> entries = [];
        try
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _)) return entries;
            parser.Consume<DocumentStart>();
            if (!parser.TryConsume<MappingStart>(out _)) throw Wrong(path, parser.Current!.Start.Line, "no names of options with values", "lines such as \"memory: 256M\"");
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (!parser.TryConsume<Scalar>(out var key)) throw Wrong(path, parser.Current!.Start.Line, "no name of an option", "a name such as memory");
                if (entries.Any(entry => entry.Key == key.Value)) throw Wrong(path, key.Start.Line, $"{key.Value} once more", "it only once");
                entries.Add(Entry(parser, path, key));
            }
            return entries;
        }
        catch (YamlException broken)
        {
            throw Wrong(path, broken.Start.Line, "no YAML", $"YAML 1.2 ({broken.Message})");
        }
    }

    public static InvalidSpecException Wrong(string path, long line, object? found, string expected) => new($"{path}, line {line}", found, expected);

    private static ProfileEntry Entry(Parser parser, string path, Scalar key)
    {
        if (parser.TryConsume<Scalar>(out var single)) return new(key.Value, [single.Value], false, key.Start.Line);
        if (!parser.TryConsume<SequenceStart>(out _)) throw Wrong(path, key.Start.Line, $"{key.Value} with neither a value nor a list", "a value or a list of them");
        List<string> values = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
            values.Add(parser.TryConsume<Scalar>(out var item) ? item.Value : throw Wrong(path, parser.Current!.Start.Line, $"{key.Value} with something else in its list", "values"));
        return new(key.Value, values, true, key.Start.Line);
    }

    private static string Known(string home) => Directory.Exists(home) && Directory.EnumerateFiles(home, "*.yaml").Select(System.IO.Path.GetFileNameWithoutExtension).Order().ToArray() is { Length: > 0 } names ? string.Join(", ", names) : "there is none";

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}\z")]
    private static partial Regex NameForm();
}
