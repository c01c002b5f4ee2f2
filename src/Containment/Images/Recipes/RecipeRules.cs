using System.Text.RegularExpressions;

namespace Containment.Images.Recipes;

/// <summary>What the values of a recipe may be. All of them end up in command lines and scripts, so nothing else is let in.</summary>
internal static partial class RecipeRules
{
    public static IReadOnlyList<string> Variants { get; } = ["essential", "apt", "required", "important", "standard"];

    public static string Name(string value, string field) => Check(value, field, NameForm(), "1 to 128 of a-z A-Z 0-9 - _ . : / and a letter or digit first");

    public static string Suite(string value, string field) => Check(value, field, SuiteForm(), "the code name of a suite, such as trixie");

    public static string Mirror(string value, string field) => Check(value, field, MirrorForm(), "an http, https or file URL, or a line that begins with \"deb \", as in sources.list");

    public static IReadOnlyList<string> Components(IReadOnlyList<string> values, string field) =>
        values.Count > 0 ? Each(values, field, SuiteForm(), "a part of the archive, such as main") : throw new InvalidSpecException(field, "empty", "at least one part of the archive, such as main");

    public static IReadOnlyList<string> Packages(IReadOnlyList<string> values, string field) =>
        Each(values, field, PackageForm(), "a package's name, of a-z 0-9 + - . (NAME:ARCHITECTURE, NAME=VERSION and NAME/SUITE are possible)");

    public static string Locale(string value, string field) => Check(value, field, LocaleForm(), "a locale in UTF-8, such as de_DE.UTF-8 or C.UTF-8");

    public static string User(string value, string field) => Check(value, field, UserForm(), "a user's name: a-z 0-9 - _, a letter or _ first, at most 32");

    public static IReadOnlyList<string> Groups(IReadOnlyList<string> values, string field) => Each(values, field, UserForm(), "a group's name: a-z 0-9 - _, a letter or _ first, at most 32");

    public static string Owner(string value, string field) => Check(value, field, OwnerForm(), "a user, a user:group, or their ids");

    public static IReadOnlyList<string> Units(IReadOnlyList<string> values, string field) => Each(values, field, UnitForm(), "the name of a systemd unit, such as ssh or apt-daily.timer");

    public static IReadOnlyList<string> Keys(IReadOnlyList<string> values, string field) => Each(values, field, KeyForm(), "a public key in one line, such as \"ssh-ed25519 AAAA… name\"");

    public static string Inside(string value, string field) =>
        value.StartsWith('/') && value.Length > 1 && !value.Split('/').Contains("..") ? Line(value, field).TrimEnd('/') : throw new InvalidSpecException(field, value, "an absolute path below /, without ..");

    public static string Line(string value, string field) =>
        value.Length > 0 && !value.AsSpan().ContainsAny('\n', '\0') ? value : throw new InvalidSpecException(field, value, "one line that is not empty");

    public static IReadOnlyList<string> Words(IReadOnlyList<string> values, string field) =>
        [.. values.Select((value, i) => !value.Contains('\0') && (i > 0 || value.Length > 0) ? value : throw new InvalidSpecException($"{field}[{i}]", value, "a word without NUL, and not an empty one first"))];

    public static IReadOnlyList<string> Lines(IReadOnlyList<string> values, string field) =>
        [.. values.Select((value, i) => value.Trim().Length > 0 && !value.Contains('\0') ? value : throw new InvalidSpecException($"{field}[{i}]", value, "a command of the shell"))];

    public static IReadOnlyDictionary<string, string> Environment(IReadOnlyDictionary<string, string> values, string field)
    {
        foreach (var (name, value) in values)
        {
            if (!VariableForm().IsMatch(name)) throw new InvalidSpecException($"{field}.{name}", name, "a variable's name, of letters, digits and _, no digit first");
            if (value.Contains('\0')) throw new InvalidSpecException($"{field}.{name}", value, "a value without NUL");
        }
        return values;
    }

    public static IReadOnlyList<RecipeUser> Users(IReadOnlyList<RecipeUser> users, string field)
    {
        for (var i = 0; i < users.Count; i++)
            if (users.Take(i).Any(before => before.Name == users[i].Name)) throw new InvalidSpecException($"{field}[{i}]", users[i].Name, "a name that no other user of the recipe has");
        return users;
    }

    // Times of archives and of useradd are whole seconds from 1970 on.
    public static DateTimeOffset Timestamp(DateTimeOffset value, string field) =>
        value >= DateTimeOffset.UnixEpoch.AddDays(1) && value.Year < 2200 ? DateTimeOffset.FromUnixTimeSeconds(value.ToUnixTimeSeconds()) : throw new InvalidSpecException(field, $"{value:u}", "a time from 1970-01-02 to 2199");

    private static IReadOnlyList<string> Each(IReadOnlyList<string> values, string field, Regex form, string expected) =>
        [.. values.Select((value, i) => Check(value, $"{field}[{i}]", form, expected))];

    private static string Check(string value, string field, Regex form, string expected) => form.IsMatch(value) ? value : throw new InvalidSpecException(field, value, expected);

    [GeneratedRegex(@"\A[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,127}\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[a-z][a-z0-9./-]{0,63}\z")]
    private static partial Regex SuiteForm();

    [GeneratedRegex(@"\A((https?://|file:///)[!-~]+|deb [ -~]+)\z")]
    private static partial Regex MirrorForm();

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9+.-]+(:[a-z0-9-]+)?(=[A-Za-z0-9.+~:-]+|/[a-z][a-z0-9-]*)?\z")]
    private static partial Regex PackageForm();

    [GeneratedRegex(@"\A(C|[a-z]{2,3}_[A-Z]{2})\.UTF-8(@[a-z]+)?\z")]
    private static partial Regex LocaleForm();

    [GeneratedRegex(@"\A[a-z_][a-z0-9_-]{0,31}\z")]
    private static partial Regex UserForm();

    [GeneratedRegex(@"\A([a-z_][a-z0-9_-]{0,31}|[0-9]{1,9})(:([a-z_][a-z0-9_-]{0,31}|[0-9]{1,9}))?\z")]
    private static partial Regex OwnerForm();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9@:_.\\-]{0,200}\z")]
    private static partial Regex UnitForm();

    [GeneratedRegex(@"\A[ -~]*(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]{20,}( [^\n\0]*)?\z")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex VariableForm();
}
