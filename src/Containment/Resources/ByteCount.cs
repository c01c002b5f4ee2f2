using System.Globalization;

namespace Containment.Resources;

/// <summary>A number of bytes as people write it: digits with K, M, G or T (of 1,024), as in 512M or 10GiB.</summary>
public static class ByteCount
{
    /// <summary><paramref name="count"/> times two to the power of <paramref name="shift"/>; what does not fit is as much as fits.</summary>
    internal static long Times(long count, int shift) => count > long.MaxValue >> shift ? long.MaxValue : count << shift;

    /// <summary>Reads one; false when it is of another form.</summary>
    public static bool TryParse(string? text, out long bytes)
    {
        bytes = 0;
        if (string.IsNullOrEmpty(text)) return false;
        var digits = text.AsSpan().TrimEnd("KMGTiB");
        var shift = text.AsSpan(digits.Length) switch
        {
            "" or "B" => 0,
            "K" or "KB" or "KiB" => 10,
            "M" or "MB" or "MiB" => 20,
            "G" or "GB" or "GiB" => 30,
            "T" or "TB" or "TiB" => 40,
            _ => -1,
        };
        if (shift < 0 || !long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count)) return false;
        bytes = Times(count, shift);
        return true;
    }
}
