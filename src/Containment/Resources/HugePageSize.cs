using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>A size of huge pages that the machine has, written as the kernel does: <c>2MB</c>, <c>1GB</c> (powers of 1,024).</summary>
[JsonConverter(typeof(TextJsonConverter<HugePageSize>))]
public readonly record struct HugePageSize : IParsable<HugePageSize>
{
    private const string Expected = "a size such as 2MB or 1GB";

    private HugePageSize(long bytes) => Bytes = bytes;

    /// <summary>Bytes of one page.</summary>
    public long Bytes { get; }

    /// <summary>Pages of so many bytes.</summary>
    /// <exception cref="InvalidSpecException">Not a whole number of KiB.</exception>
    public static HugePageSize Of(long bytes) => bytes > 0 && bytes % 1024 == 0 ? new(bytes) : throw new InvalidSpecException("hugePages.size", bytes, Expected);

    /// <inheritdoc/>
    /// <exception cref="InvalidSpecException">Not such a size.</exception>
    public static HugePageSize Parse(string s, IFormatProvider? provider = null) => TryParse(s, provider, out var size) ? size : throw new InvalidSpecException("hugePages.size", s, Expected);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out HugePageSize result)
    {
        result = default;
        if (s is null || s.Length < 3 || s[^1] != 'B' || !char.IsAsciiDigit(s[0]) || s[^2] is not ('K' or 'M' or 'G')) return false;
        if (!ByteCount.TryParse(s, out var bytes) || bytes <= 0 || bytes == long.MaxValue) return false;
        result = new(bytes);
        return true;
    }

    /// <summary>As it is in the names of the kernel's files.</summary>
    public override string ToString() => Bytes switch
    {
        >= 1L << 30 when Bytes % (1L << 30) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Bytes >> 30}GB"),
        >= 1L << 20 when Bytes % (1L << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{Bytes >> 20}MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Bytes >> 10}KB"),
    };
}
