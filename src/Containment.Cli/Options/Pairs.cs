namespace Containment.Cli.Options;

/// <summary>Reads options of the form NAME=VALUE, each name at most once.</summary>
internal static class Pairs
{
    public static Dictionary<string, string> Read(string option, string[]? texts)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in texts ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var value]) throw new InvalidSpecException(option, text, "NAME=VALUE");
            if (!pairs.TryAdd(name, value)) throw new InvalidSpecException(option, text, $"{name} only once");
        }
        return pairs;
    }
}
