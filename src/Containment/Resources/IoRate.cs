using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>A rate a second, of bytes or of operations, or <see cref="None"/>.</summary>
[JsonConverter(typeof(TextJsonConverter<IoRate>))]
public readonly record struct IoRate : IParsable<IoRate>
{
    private readonly long _perSecond;

    private IoRate(long perSecond) => _perSecond = perSecond;

    /// <summary>No limit.</summary>
    public static IoRate None => default;

    /// <summary>So many a second, null for <see cref="None"/>.</summary>
    public long? PerSecond => _perSecond == 0 ? null : _perSecond;

    /// <summary>So many a second.</summary>
    /// <exception cref="InvalidSpecException">Zero or less.</exception>
    public static IoRate Of(long perSecond) => perSecond > 0 ? new(perSecond) : throw new InvalidSpecException("io.rate", perSecond, "more than 0 a second, or none");

    /// <summary>Reads what <see cref="MemoryLimit.Parse"/> reads.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static IoRate Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var rate) ? rate : throw new InvalidSpecException("io.rate", s, "more than 0 a second, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out IoRate result)
    {
        result = default;
        if (s == "none") return true;
        if (!ByteCount.TryParse(s, out var rate) || rate <= 0) return false;
        result = new(rate);
        return true;
    }

    /// <summary><c>none</c>, or the number.</summary>
    public override string ToString() => _perSecond == 0 ? "none" : _perSecond.ToString(CultureInfo.InvariantCulture);
}
