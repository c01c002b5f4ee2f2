using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>A block device by its numbers, written as in <c>8:0</c>. Whole disks, not partitions: the kernel limits only those.</summary>
[JsonConverter(typeof(TextJsonConverter<BlockDevice>))]
public readonly record struct BlockDevice(uint Major, uint Minor) : IParsable<BlockDevice>
{
    /// <summary>Reads <c>major:minor</c>.</summary>
    /// <exception cref="InvalidSpecException">Something else.</exception>
    public static BlockDevice Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var device) ? device : throw new InvalidSpecException("io.device", s, "major:minor, as in 8:0");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out BlockDevice result)
    {
        result = default;
        var parts = (s ?? "").Split(':');
        if (parts.Length != 2 || !Number(parts[0], out var major) || !Number(parts[1], out var minor)) return false;
        result = new(major, minor);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}:{Minor}");

    private static bool Number(string text, out uint value) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
