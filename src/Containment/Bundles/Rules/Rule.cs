using System.Text;

namespace Containment.Bundles.Rules;

/// <summary>The rules that many fields share. Each throws an <see cref="InvalidSpecException"/> that names the field.</summary>
internal static class Rule
{
    public static string Text(string? value, string field, string expected) =>
        string.IsNullOrEmpty(value) || value.Contains('\0', StringComparison.Ordinal) ? throw new InvalidSpecException(field, value, expected) : value;

    public static void AbsolutePath(string? value, string field)
    {
        if (!Text(value, field, "an absolute path").StartsWith('/')) throw new InvalidSpecException(field, value, "an absolute path");
    }

    public static void OneOf(string? value, string field, params ReadOnlySpan<string> known)
    {
        if (value is null || !known.Contains(value)) throw new InvalidSpecException(field, value, $"one of {string.Join(", ", known.ToArray())}");
    }

    public static void Range(long? value, string field, long least, long most)
    {
        if (value < least || value > most) throw new InvalidSpecException(field, value, $"{least} to {most}");
    }

    public static void NoLongerThan(string? value, string field, int most)
    {
        if (value is not null && (Encoding.UTF8.GetByteCount(value) > most || value.Contains('\0', StringComparison.Ordinal))) throw new InvalidSpecException(field, value, $"at most {most} bytes without NUL");
    }

    /// <summary>Applies a rule to each element, whose field is <c>field[index]</c>; a null one is refused.</summary>
    public static void Each<T>(IReadOnlyList<T>? list, string field, Action<T, string> rule)
    {
        for (var i = 0; i < (list?.Count ?? 0); i++)
            rule(list![i] is { } element ? element : throw new InvalidSpecException($"{field}[{i}]", null, "a value"), $"{field}[{i}]");
    }

    /// <summary>Applies a rule to each value, whose field is <c>field.key</c>; a null one is refused.</summary>
    public static void Each<T>(IReadOnlyDictionary<string, T>? map, string field, Action<string, T, string> rule)
    {
        foreach (var (key, value) in map ?? new Dictionary<string, T>())
            rule(key, value is { } element ? element : throw new InvalidSpecException($"{field}.{key}", null, "a value"), $"{field}.{key}");
    }

    public static void Strings(IReadOnlyList<string>? list, string field) => Each(list, field, (value, at) =>
    {
        if (value.Contains('\0', StringComparison.Ordinal)) throw new InvalidSpecException(at, value, "text without NUL");
    });

    public static void Environment(IReadOnlyList<string>? list, string field) => Each(list, field, (value, at) =>
    {
        if (value.IndexOf('=', StringComparison.Ordinal) < 1 || value.Contains('\0', StringComparison.Ordinal)) throw new InvalidSpecException(at, value, "NAME=value");
    });

    public static void NoDoubles<T>(IReadOnlyList<T>? list, Func<T, string> key, string field)
    {
        HashSet<string> seen = [];
        Each(list, field, (element, at) =>
        {
            if (!seen.Add(key(element))) throw new InvalidSpecException(at, key(element), "each only once");
        });
    }
}
