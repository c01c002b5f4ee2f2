using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>How long an operation on a disk may take before siblings without so strict a target are slowed. Written as in <c>10ms</c>.</summary>
[JsonConverter(typeof(TextJsonConverter<IoLatency>))]
public readonly record struct IoLatency : IParsable<IoLatency>
{
    private const string Expected = "more than 0, as in 10ms, or none";

    private IoLatency(long microseconds) => Microseconds = microseconds;

    /// <summary>No target.</summary>
    public static IoLatency None => default;

    /// <summary>Its length, null for <see cref="None"/>.</summary>
    public TimeSpan? Length => Microseconds == 0 ? null : TimeSpan.FromMicroseconds(Microseconds);

    internal long Microseconds { get; }

    /// <summary>Of this length; the kernel counts in microseconds.</summary>
    /// <exception cref="InvalidSpecException">Less than a microsecond.</exception>
    public static IoLatency Of(TimeSpan length) => OfMicroseconds((long)length.TotalMicroseconds);

    /// <summary>Reads <c>none</c> or a time.</summary>
    /// <exception cref="InvalidSpecException">Something else, or 0.</exception>
    public static IoLatency Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var read) ? read : throw new InvalidSpecException("io.latency", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out IoLatency result)
    {
        var good = DurationText.TryParseOrNone(s, out var microseconds);
        result = new(microseconds);
        return good;
    }

    /// <summary><c>none</c>, or as in <c>10ms</c>.</summary>
    public override string ToString() => DurationText.OfOrNone(Microseconds);

    internal static IoLatency OfMicroseconds(long microseconds) => microseconds > 0 ? new(microseconds) : throw new InvalidSpecException("io.latency", DurationText.Of(microseconds), Expected);
}
