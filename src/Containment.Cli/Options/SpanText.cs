using System.Globalization;

namespace Containment.Cli.Options;

/// <summary>Spans as people write them: 30m, 1h, 2d, 1w.</summary>
internal static class SpanText
{
    public static TimeSpan Parse(string name, string text)
    {
        var unit = text.Length == 0 ? ' ' : text[^1];
        var seconds = unit switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
        return seconds > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? TimeSpan.FromSeconds((double)count * seconds) : throw new InvalidSpecException(name, text, "a whole number with m, h, d or w, such as 30m");
    }
}
