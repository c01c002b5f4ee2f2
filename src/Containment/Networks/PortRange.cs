using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Networks;

/// <summary>A port, or all from one to another: <c>80</c>, <c>8000-8099</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<PortRange>))]
public readonly record struct PortRange : IParsable<PortRange>
{
    private readonly ushort _from, _more;

    /// <summary>All from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    /// <exception cref="InvalidSpecException">One is not between 1 and 65535, or the first is above the last.</exception>
    public PortRange(int from, int to)
    {
        if (from < 1 || to > 65535 || from > to) throw new InvalidSpecException("ports", $"{from}-{to}", "1 to 65535, the lower one first");
        (_from, _more) = ((ushort)from, (ushort)(to - from));
    }

    /// <summary>The lowest.</summary>
    public int From => _from;

    /// <summary>The highest.</summary>
    public int To => _from + _more;

    /// <inheritdoc/>
    public static PortRange Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var range) ? range : throw new InvalidSpecException("ports", s, "a port or two with - between, 1 to 65535, the lower one first");

    /// <inheritdoc/>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PortRange result)
    {
        result = default;
        var parts = s?.Split('-') ?? [];
        if (parts.Length is not (1 or 2) || !Number(parts[0], out var from) || !Number(parts[^1], out var to) || from < 1 || to > 65535 || from > to) return false;
        result = new(from, to);
        return true;
    }

    /// <summary><c>80</c> or <c>8000-8099</c>.</summary>
    public override string ToString() => _more == 0 ? From.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{From}-{To}");

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
