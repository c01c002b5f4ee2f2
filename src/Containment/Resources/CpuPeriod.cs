using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>
/// The time over which a <see cref="CpuLimit"/> counts: 1 ms to 1 s. Short ones spread waiting evenly, long ones let more be
/// used at a stretch. Written as in <c>100ms</c>.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<CpuPeriod>))]
public readonly record struct CpuPeriod : IParsable<CpuPeriod>
{
    private const long Usual = 100_000, Least = 1000, Most = 1_000_000;
    private const string Expected = "1ms to 1s, as in 100ms";
    private readonly long _offset;

    private CpuPeriod(long microseconds) => _offset = microseconds - Usual;

    /// <summary>The kernel's own: 100 ms.</summary>
    public static CpuPeriod Default => default;

    /// <summary>Its length.</summary>
    public TimeSpan Length => TimeSpan.FromMicroseconds(Microseconds);

    internal long Microseconds => _offset + Usual;

    /// <summary>A period of this length.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 ms to 1 s.</exception>
    public static CpuPeriod Of(TimeSpan length) => OfMicroseconds((long)length.TotalMicroseconds);

    /// <inheritdoc/>
    /// <exception cref="InvalidSpecException">Not a time from 1 ms to 1 s.</exception>
    public static CpuPeriod Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var period) ? period : throw new InvalidSpecException("cpuPeriod", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CpuPeriod result)
    {
        var good = DurationText.TryParse(s, out var microseconds) && microseconds is >= Least and <= Most;
        result = good ? new(microseconds) : default;
        return good;
    }

    /// <summary>As in <c>100ms</c>.</summary>
    public override string ToString() => DurationText.Of(Microseconds);

    internal static CpuPeriod OfMicroseconds(long microseconds) => microseconds is >= Least and <= Most ? new(microseconds) : throw new InvalidSpecException("cpuPeriod", DurationText.Of(microseconds), Expected);
}
