using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>A number of things, zero for none at all, or <see cref="None"/> for no limit.</summary>
[JsonConverter(typeof(TextJsonConverter<CountLimit>))]
public readonly record struct CountLimit : IParsable<CountLimit>
{
    private const string Expected = "0 or more, or none";

    private CountLimit(long count) => Count = count;

    /// <summary>No limit.</summary>
    public static CountLimit None => default;

    /// <summary>The limit, null for <see cref="None"/>.</summary>
    public long? Count { get; }

    /// <summary>A limit of so many.</summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public static CountLimit Of(long count) => count >= 0 ? new(count) : throw new InvalidSpecException("count", count, Expected);

    /// <summary>Reads <c>none</c> or a number.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static CountLimit Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var limit) ? limit : throw new InvalidSpecException("count", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CountLimit result)
    {
        result = default;
        if (s == "none") return true;
        if (!long.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
        result = new(count);
        return true;
    }

    /// <summary><c>none</c>, or the number.</summary>
    public override string ToString() => Count?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
