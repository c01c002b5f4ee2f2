using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>How many processes and threads may live at a time, or <see cref="None"/>.</summary>
[JsonConverter(typeof(TextJsonConverter<PidsLimit>))]
public readonly record struct PidsLimit : IParsable<PidsLimit>
{
    private readonly int _count;

    private PidsLimit(int count) => _count = count;

    /// <summary>No limit.</summary>
    public static PidsLimit None => default;

    /// <summary>The limit, null for <see cref="None"/>.</summary>
    public int? Count => _count == 0 ? null : _count;

    /// <summary>A limit of so many processes and threads.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 to 4,194,304 (PID_MAX_LIMIT).</exception>
    public static PidsLimit Of(int count) => Fits(count) ? new(count) : throw new InvalidSpecException("pids", count, "1 to 4194304, or none");

    /// <summary>Reads <c>none</c> or a number.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static PidsLimit Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var limit) ? limit : throw new InvalidSpecException("pids", s, "1 to 4194304, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out PidsLimit result)
    {
        result = default;
        if (s == "none") return true;
        if (!int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || !Fits(count)) return false;
        result = new(count);
        return true;
    }

    /// <summary><c>none</c>, or the number.</summary>
    public override string ToString() => _count == 0 ? "none" : _count.ToString(CultureInfo.InvariantCulture);

    private static bool Fits(int count) => count is >= 1 and <= 4_194_304;
}
