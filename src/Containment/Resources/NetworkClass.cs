using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>
/// The mark of a container's traffic for tc(8) and the firewall (net_cls.classid of cgroup v1), written as tc does, in
/// hexadecimal: <c>10:1</c>; or <see cref="None"/>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<NetworkClass>))]
public readonly record struct NetworkClass(ushort Major, ushort Minor) : IParsable<NetworkClass>
{
    /// <summary>No mark.</summary>
    public static NetworkClass None => default;

    internal uint Number => ((uint)Major << 16) | Minor;

    internal static NetworkClass OfNumber(uint number) => new((ushort)(number >> 16), (ushort)number);

    /// <summary>Reads <c>none</c> or <c>major:minor</c>, hexadecimal.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static NetworkClass Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var read) ? read : throw new InvalidSpecException("networkClass", s, "major:minor in hexadecimal, as in 10:1, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out NetworkClass result)
    {
        result = default;
        if (s == "none") return true;
        if ((s ?? "").Split(':') is not [var first, var last] || !Half(first, out var major) || !Half(last, out var minor)) return false;
        result = new(major, minor);
        return true;
    }

    /// <summary><c>none</c>, or <c>major:minor</c>.</summary>
    public override string ToString() => Number == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{Major:x}:{Minor:x}");

    private static bool Half(string text, out ushort half) => ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out half);
}
