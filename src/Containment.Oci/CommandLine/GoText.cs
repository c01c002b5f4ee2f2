using System.Globalization;

namespace Containment.Oci.CommandLine;

/// <summary>Values as Go's flag package reads them.</summary>
internal static class GoText
{
    public static bool? Bool(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    /// <summary>Decimal, or hexadecimal with 0x; with a sign.</summary>
    public static long? Number(string text)
    {
        var negative = text.StartsWith('-');
        var digits = text.AsSpan(negative || text.StartsWith('+') ? 1 : 0);
        var hexadecimal = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var good = hexadecimal
            ? long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) && number >= 0
            : long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
        return good ? negative ? -number : number : null;
    }
}
