namespace Containment.Cli.Options;

/// <summary>Reads <c>key=value,key=value</c>; a key may come more than once.</summary>
internal static class KeyValues
{
    public static ILookup<string, string> Parse(string option, string text, params string[] known)
    {
        var pairs = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).ToArray();
        foreach (var pair in pairs)
            if (pair.Length != 2 || !known.Contains(pair[0])) throw new InvalidSpecException(option, string.Join('=', pair), $"{string.Join("=…, ", known)}=…");
        return pairs.ToLookup(pair => pair[0], pair => pair[1]);
    }
}
