using System.CommandLine;
using System.CommandLine.Parsing;

namespace Containment.Cli.Options;

/// <summary>Options and arguments of the library's own types, which know how to read themselves.</summary>
internal static class Parsed
{
    public static Option<T?> Option<T>(string name, string description, string shape) where T : struct, IParsable<T> =>
        new(name) { Description = description, HelpName = shape, CustomParser = result => Read<T>(result, out var value) ? value : null };

    public static Option<T?> OptionOfClass<T>(string name, string description, string shape) where T : class, IParsable<T> =>
        new(name) { Description = description, HelpName = shape, CustomParser = result => Read<T>(result, out var value) ? value : null };

    public static Option<Truth?> Switch(string name, string description) => new(name)
    {
        Description = $"{description}: true or false",
        HelpName = "true|false",
        CustomParser = result =>
        {
            if (bool.TryParse(result.Tokens[0].Value, out var on)) return new Truth(on);
            result.AddError($"{name} is \"{result.Tokens[0].Value}\"; expected true or false");
            return null;
        },
    };

    public static Argument<ContainerId> Id(string description = "The container's name") =>
        new("name") { Description = description, CustomParser = result => Read<ContainerId>(result, out var id) ? id : default };

    private static bool Read<T>(ArgumentResult result, out T value) where T : IParsable<T>
    {
        value = default!;
        try
        {
            value = T.Parse(result.Tokens[0].Value, null);
            return true;
        }
        catch (InvalidSpecException e)
        {
            result.AddError(e.Message);
            return false;
        }
    }
}
