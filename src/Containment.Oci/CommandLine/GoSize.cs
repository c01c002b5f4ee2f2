using System.Globalization;

namespace Containment.Oci.CommandLine;

/// <summary>A number of bytes as runc takes it: <c>512m</c>, <c>1.5GiB</c>, <c>-1</c>; units are powers of 1024.</summary>
internal static class GoSize
{
    private const string Units = "kmgtp";

    /// <summary>Null: it is none.</summary>
    public static long? Parse(string text)
    {
        if (text == "-1") return -1;
        var number = text.TrimEnd();
        if (number.EndsWith('b') || number.EndsWith('B')) number = number[..^1];
        if (number.EndsWith('i') || number.EndsWith('I')) number = number[..^1];
        var unit = number.Length == 0 ? -1 : Units.IndexOf(char.ToLowerInvariant(number[^1]));
        if (unit >= 0) number = number[..^1];
        else if (number.Length == 0 || !char.IsAsciiDigit(number[^1])) return null;
        if (!double.TryParse(number.TrimEnd(' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        var bytes = value * Math.Pow(1024, unit + 1);
        return bytes < long.MaxValue ? (long)bytes : null;
    }
}
