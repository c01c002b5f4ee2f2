using System.Globalization;
using System.Text.Json.Serialization;
using Containment.Linux.Devices;

namespace Containment.Resources;

/// <summary>
/// Allows or denies access to devices, in the words of cgroup v1's devices controller: a kind (<c>c</c>, <c>b</c>, or
/// <c>a</c> for both), numbers (<c>*</c> for all) and what may be done (<c>r</c>ead, <c>w</c>rite, <c>m</c>knod), as in
/// <c>allow c 10:229 rwm</c>. Of several for one device the last counts.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<DevicePermission>))]
public readonly record struct DevicePermission : IParsable<DevicePermission>
{
    private const string Expected = "allow or deny, then as in c 10:229 rwm";

    private DevicePermission(DeviceRule rule) => Rule = rule;

    /// <summary>Whether it allows.</summary>
    public bool Allows => Rule.Allow;

    internal DeviceRule Rule { get; }

    /// <summary>Allows what <paramref name="devices"/> says, as in <c>c 10:229 rwm</c>.</summary>
    /// <exception cref="InvalidSpecException">It is not in that form.</exception>
    public static DevicePermission Allow(string devices) => Parse($"allow {devices}");

    /// <summary>Denies what <paramref name="devices"/> says.</summary>
    /// <exception cref="InvalidSpecException">It is not in that form.</exception>
    public static DevicePermission Deny(string devices) => Parse($"deny {devices}");

    /// <summary>Reads <c>allow c 10:229 rwm</c>.</summary>
    /// <exception cref="InvalidSpecException">It is not in that form.</exception>
    public static DevicePermission Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var read) ? read : throw new InvalidSpecException("devices", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out DevicePermission result)
    {
        result = default;
        if ((s ?? "").Split(' ') is not [("allow" or "deny") and var verb, ("a" or "b" or "c") and var kind, var numbers, { Length: > 0 } letters] || letters.Any(letter => !"rwm".Contains(letter, StringComparison.Ordinal))) return false;
        if (numbers.Split(':') is not [var first, var last] || !Number(first, out var major) || !Number(last, out var minor)) return false;
        var access = letters.Aggregate(DeviceAccess.None, (all, letter) => all | letter switch { 'r' => DeviceAccess.Read, 'w' => DeviceAccess.Write, _ => DeviceAccess.MakeNode });
        result = new(new(verb == "allow", kind switch { "b" => DeviceKind.Block, "c" => DeviceKind.Character, _ => DeviceKind.All }, major, minor, access));
        return true;
    }

    /// <summary>As in <c>allow c 10:229 rwm</c>.</summary>
    public override string ToString() => $"{(Rule.Allow ? "allow" : "deny")} {Rule}";

    /// <summary>Whether nothing is left of another one once this is said.</summary>
    internal bool Covers(DevicePermission other) =>
        (Rule.Kind == DeviceKind.All || Rule.Kind == other.Rule.Kind) && (Rule.Major is null || Rule.Major == other.Rule.Major) && (Rule.Minor is null || Rule.Minor == other.Rule.Minor)
        && (other.Rule.Access & ~Rule.Access) == 0;

    private static bool Number(string text, out uint? number)
    {
        number = null;
        if (text == "*") return true;
        if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read)) return false;
        number = read;
        return true;
    }
}
