using System.Globalization;

namespace Containment.Oci.CommandLine;

/// <summary>A length of time as Go writes it: <c>1m30s</c>, <c>1.5h</c>, <c>500ms</c>.</summary>
internal static class GoDuration
{
    private static readonly (string Name, double Ticks)[] Units =
        [("ns", 0.01), ("us", 10), ("µs", 10), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour)];

    /// <summary>Null: it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var negative = text.StartsWith('-');
        var rest = negative || text.StartsWith('+') ? text[1..] : text;
        if (rest == "0") return TimeSpan.Zero;
        double ticks = 0;
        if (rest.Length == 0) return null;
        while (rest.Length > 0)
        {
            var digits = rest.TakeWhile(letter => char.IsAsciiDigit(letter) || letter == '.').Count();
            var name = string.Concat(rest.Skip(digits).TakeWhile(letter => !char.IsAsciiDigit(letter) && letter != '.'));
            var unit = Array.Find(Units, one => one.Name == name);
            if (unit.Name is null || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return null;
            ticks += number * unit.Ticks;
            rest = rest[(digits + name.Length)..];
        }
        return ticks < TimeSpan.MaxValue.Ticks / 2d ? TimeSpan.FromTicks((long)(negative ? -ticks : ticks)) : null;
    }
}
