using System.Globalization;

namespace Containment.Resources;

/// <summary>A time as people write it: <c>250us</c>, <c>10ms</c>, <c>1s</c>. The kernel counts in microseconds.</summary>
internal static class DurationText
{
    public static bool TryParse(string? text, out long microseconds)
    {
        microseconds = 0;
        var digits = (text ?? "").AsSpan().TrimEnd("mus");
        long? unit = (text ?? "").AsSpan(digits.Length) switch { "us" => 1, "ms" => 1000, "s" => 1_000_000, _ => null };
        if (unit is not { } factor || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count > long.MaxValue / factor) return false;
        microseconds = count * factor;
        return true;
    }

    /// <summary>The same of more than 0, or <c>none</c>, which is 0.</summary>
    public static bool TryParseOrNone(string? text, out long microseconds)
    {
        microseconds = 0;
        return text == "none" || (TryParse(text, out microseconds) && microseconds > 0);
    }

    public static string OfOrNone(long microseconds) => microseconds == 0 ? "none" : Of(microseconds);

    /// <summary>In the largest unit in which it is a whole number.</summary>
    public static string Of(long microseconds) => microseconds switch
    {
        > 0 when microseconds % 1_000_000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}s"),
        > 0 when microseconds % 1000 == 0 => string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1000}ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{microseconds}us"),
    };
}
