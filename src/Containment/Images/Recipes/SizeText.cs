using System.Globalization;

namespace Containment.Images.Recipes;

/// <summary>Sizes as people write them: a number, and K, M or G for powers of 1,024.</summary>
internal static class SizeText
{
    public static long? Parse(string text)
    {
        var unit = text.Length > 0 ? "KMG".IndexOf(text[^1]) : -1;
        var digits = unit < 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue >> 10 * (unit + 1) ? number << 10 * (unit + 1) : null;
    }
}
