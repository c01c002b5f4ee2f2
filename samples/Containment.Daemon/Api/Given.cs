namespace Containment.Daemon.Api;

/// <summary>Refuses null where it stands inside a list or an object: the reader of JSON can't.</summary>
internal static class Given
{
    public static IReadOnlyList<T> All<T>(string field, IReadOnlyList<T> list) where T : class
    {
        for (var n = 0; n < list.Count; n++)
            if (list[n] is null) throw new InvalidSpecException($"{field}[{n}]", null, "a value");
        return list;
    }

    public static Dictionary<string, string> All(string field, Dictionary<string, string> pairs)
    {
        foreach (var (name, value) in pairs)
            if (value is null) throw new InvalidSpecException($"{field}.{name}", null, "a string");
        return pairs;
    }
}
