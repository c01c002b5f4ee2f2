using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>An amount of swap in bytes, zero for no swapping at all, or <see cref="None"/>.</summary>
[JsonConverter(typeof(TextJsonConverter<SwapLimit>))]
public readonly record struct SwapLimit : IParsable<SwapLimit>
{
    private SwapLimit(long bytes) => Bytes = bytes;

    /// <summary>No limit.</summary>
    public static SwapLimit None => default;

    /// <summary>The limit in bytes, null for <see cref="None"/>.</summary>
    public long? Bytes { get; }

    /// <summary>A limit of so many bytes.</summary>
    /// <exception cref="InvalidSpecException">Less than zero.</exception>
    public static SwapLimit Of(long bytes) => bytes >= 0 ? new(bytes) : throw new InvalidSpecException("swap", bytes, "0 bytes or more, or none");

    /// <summary>Reads what <see cref="MemoryLimit.Parse"/> reads, and 0.</summary>
    /// <exception cref="InvalidSpecException">Something else, or less than zero.</exception>
    public static SwapLimit Parse(string s, IFormatProvider? provider = null) =>
        s == "none" ? None : ByteCount.TryParse(s, out var bytes) ? Of(bytes) : throw new InvalidSpecException("swap", s, "bytes, as in 536870912 or 512M, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out SwapLimit result)
    {
        result = default;
        if (s == "none") return true;
        if (!ByteCount.TryParse(s, out var bytes) || bytes < 0) return false;
        result = new(bytes);
        return true;
    }

    /// <summary><c>none</c>, or the number of bytes.</summary>
    public override string ToString() => Bytes?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
