namespace Containment.Networks;

/// <summary>Names of networks: they are file names.</summary>
internal static class NetworkName
{
    private const int Longest = 32;

    /// <summary>Passes a good name through. Names of modes can't be networks' names, because a command line takes either.</summary>
    public static string Checked(string? name, string field) =>
        name is { Length: >= 1 and <= Longest } && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.') && name is not ("host" or "none" or "routed")
            ? name
            : throw new InvalidSpecException(field, name, $"a network's name: 1 to {Longest} of a-z, 0-9, -, _ and ., beginning with a letter or digit, and not host, none or routed");
}
