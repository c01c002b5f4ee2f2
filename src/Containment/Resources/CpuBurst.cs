using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>CPU time that may be used beyond the quota in one period when less was used in earlier ones; at most the quota. Written as in <c>20ms</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<CpuBurst>))]
public readonly record struct CpuBurst : IParsable<CpuBurst>
{
    private const string Expected = "more than 0, as in 20ms, or none";

    private CpuBurst(long microseconds) => Microseconds = microseconds;

    /// <summary>Nothing beyond the quota.</summary>
    public static CpuBurst None => default;

    /// <summary>Its length, null for <see cref="None"/>.</summary>
    public TimeSpan? Length => Microseconds == 0 ? null : TimeSpan.FromMicroseconds(Microseconds);

    internal long Microseconds { get; }

    /// <summary>Of this length; the kernel counts in microseconds.</summary>
    /// <exception cref="InvalidSpecException">Less than a microsecond.</exception>
    public static CpuBurst Of(TimeSpan length) => OfMicroseconds((long)length.TotalMicroseconds);

    /// <summary>Reads <c>none</c> or a time.</summary>
    /// <exception cref="InvalidSpecException">Something else, or 0.</exception>
    public static CpuBurst Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var read) ? read : throw new InvalidSpecException("cpuBurst", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CpuBurst result)
    {
        var good = DurationText.TryParseOrNone(s, out var microseconds);
        result = new(microseconds);
        return good;
    }

    /// <summary><c>none</c>, or as in <c>20ms</c>.</summary>
    public override string ToString() => DurationText.OfOrNone(Microseconds);

    internal static CpuBurst OfMicroseconds(long microseconds) => microseconds > 0 ? new(microseconds) : throw new InvalidSpecException("cpuBurst", DurationText.Of(microseconds), Expected);
}
