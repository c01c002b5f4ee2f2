namespace Containment.Oci.CommandLine;

/// <summary>
/// Takes a command line apart as runc's does, which callers rely on: a command's flags may stand before and after its
/// arguments, but for commands that carry another command line behind theirs. Pure.
/// </summary>
internal static class FlagParser
{
    /// <summary>Takes flags until the first word that is none; gives what is left.</summary>
    /// <exception cref="UsageException">A flag that there is not, one without its value, or a value that is none.</exception>
    public static (FlagValues Values, IReadOnlyList<string> Words) Leading(IReadOnlyList<string> words, IReadOnlyList<Flag> flags)
    {
        var values = new FlagValues();
        var at = 0;
        while (at < words.Count && IsFlag(words[at]))
        {
            if (words[at] == "--") return (values, [.. words.Skip(at + 1)]);
            at = Take(words, at, flags, values);
        }
        return (values, [.. words.Skip(at)]);
    }

    /// <summary>Takes flags wherever they are; behind the first argument, what only looks like one is an argument.</summary>
    /// <inheritdoc cref="Leading"/>
    public static (FlagValues Values, IReadOnlyList<string> Arguments) Anywhere(IReadOnlyList<string> words, IReadOnlyList<Flag> flags)
    {
        var values = new FlagValues();
        List<string> arguments = [];
        for (var at = 0; at < words.Count;)
        {
            if (words[at] == "--")
            {
                arguments.AddRange(words.Skip(at + 1));
                break;
            }
            if (IsFlag(words[at]) && (arguments.Count == 0 || Find(flags, Split(words[at]).Name) is not null)) at = Take(words, at, flags, values);
            else arguments.Add(words[at++]);
        }
        return (values, arguments);
    }

    private static bool IsFlag(string word) => word.Length > 1 && word[0] == '-';

    private static int Take(IReadOnlyList<string> words, int at, IReadOnlyList<Flag> flags, FlagValues values)
    {
        var (name, value) = Split(words[at++]);
        var flag = Find(flags, name) ?? throw new UsageException($"flag provided but not defined: -{name}");
        if (value is null && flag.Kind == FlagKind.Switch) value = "true";
        else if (value is null) value = at < words.Count ? words[at++] : throw new UsageException($"flag needs an argument: -{name}");
        values.Add(flag, name, value);
        return at;
    }

    private static (string Name, string? Value) Split(string word)
    {
        var name = word[(word.StartsWith("--", StringComparison.Ordinal) ? 2 : 1)..];
        if (name.Length == 0 || name[0] is '-' or '=') throw new UsageException($"bad flag syntax: {word}");
        var equals = name.IndexOf('=');
        return equals < 0 ? (name, null) : (name[..equals], name[(equals + 1)..]);
    }

    private static Flag? Find(IReadOnlyList<Flag> flags, string name)
    {
        foreach (var flag in flags)
            if (flag.Name == name || flag.Short == name) return flag;
        return null;
    }
}
