using System.CommandLine;

namespace Containment.Cli.Options;

/// <summary>
/// Puts what profiles say before what the command line says, as if it had been typed: so each value is read and refused as ever. An option that takes one value
/// is left out where it is typed, or in a later profile; those that may come more than once add up.
/// </summary>
internal static class Profiles
{
    public const string Name = "--profile";

    /// <summary>The option itself, for a command that makes containers.</summary>
    public static Option<string[]> NewOption() => new(Name) { Description = "Take options from NAME.yaml in the directory of profiles (CONTAINMENT_PROFILES, /etc/containment/profiles); may come more than once, and a later one wins", HelpName = "name" };

    /// <exception cref="InvalidSpecException">There is no such profile, or it has a key that is no option.</exception>
    public static string[] Expand(Command root, string[] arguments, string home)
    {
        var parsed = root.Parse(arguments);
        var command = parsed.CommandResult.Command;
        if (command.Options.FirstOrDefault(option => option.Name == Name) is not Option<string[]> own || parsed.GetValue(own) is not { Length: > 0 } names) return arguments;
        var typed = command.Options.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name).ToHashSet();
        List<string> words = [];
        foreach (var name in names.Reverse()) words.InsertRange(0, Words(ProfileFile.Read(name, home), command, typed));
        // Right behind the command's name, wherever that is: what follows may belong to the program inside.
        var place = Enumerable.Range(1, arguments.Length).First(count => root.Parse(arguments[..count]).CommandResult.Command == command);
        return [.. arguments[..place], .. words, .. arguments[place..]];
    }

    private static List<string> Words(ProfileFile file, Command command, HashSet<string> taken)
    {
        List<string> words = [];
        foreach (var entry in file.Entries)
        {
            var option = command.Options.FirstOrDefault(option => option.Name == $"--{entry.Key}" && option.Name is not (Name or "--help" or "--rm" or "--detach" or "--detach-keys" or "--interactive"));
            if (option is null) throw ProfileFile.Wrong(file.Path, entry.Line, entry.Key, "the name of an option of \"containment create\", such as memory");
            var many = option.Arity.MaximumNumberOfValues > 1;
            if (entry.IsList && !many) throw ProfileFile.Wrong(file.Path, entry.Line, $"{entry.Key} with a list", "one value");
            if (!many && !taken.Add(option.Name)) continue;
            // A flag takes its value only behind an equals sign.
            words.AddRange(entry.Values.SelectMany(value => (string[])(option.ValueType == typeof(bool) ? [$"{option.Name}={value}"] : [option.Name, value])));
        }
        return words;
    }
}
