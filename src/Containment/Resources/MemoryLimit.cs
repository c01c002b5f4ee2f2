using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>An amount of memory in bytes, or <see cref="None"/>. A kernel rounds it down to whole pages.</summary>
[JsonConverter(typeof(TextJsonConverter<MemoryLimit>))]
public readonly record struct MemoryLimit : IParsable<MemoryLimit>
{
    private readonly long _bytes;

    private MemoryLimit(long bytes) => _bytes = bytes;

    /// <summary>No limit; as <see cref="ResourceLimits.MemoryLow"/>, no protection.</summary>
    public static MemoryLimit None => default;

    /// <summary>The limit in bytes, null for <see cref="None"/>.</summary>
    public long? Bytes => _bytes == 0 ? null : _bytes;

    /// <summary>A limit of so many bytes.</summary>
    /// <exception cref="InvalidSpecException">Zero or less.</exception>
    public static MemoryLimit Of(long bytes) => bytes > 0 ? new(bytes) : throw new InvalidSpecException("memory", bytes, "more than 0 bytes, or none");

    /// <summary>A limit of so many KiB (1,024 bytes).</summary>
    public static MemoryLimit KiB(long count) => Of(ByteCount.Times(count, 10));

    /// <summary>A limit of so many MiB (1,048,576 bytes).</summary>
    public static MemoryLimit MiB(long count) => Of(ByteCount.Times(count, 20));

    /// <summary>A limit of so many GiB.</summary>
    public static MemoryLimit GiB(long count) => Of(ByteCount.Times(count, 30));

    /// <summary>Reads <c>none</c>, a number of bytes, or a number with K, M, G or T (powers of 1,024; <c>MiB</c> and <c>MB</c> mean the same as <c>M</c>).</summary>
    /// <exception cref="InvalidSpecException">Something else, or zero or less.</exception>
    public static MemoryLimit Parse(string s, IFormatProvider? provider = null) =>
        s == "none" ? None : ByteCount.TryParse(s, out var bytes) ? Of(bytes) : throw new InvalidSpecException("memory", s, "bytes, as in 536870912 or 512M, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out MemoryLimit result)
    {
        result = default;
        if (s == "none") return true;
        if (!ByteCount.TryParse(s, out var bytes) || bytes <= 0) return false;
        result = new(bytes);
        return true;
    }

    /// <summary><c>none</c>, or the number of bytes.</summary>
    public override string ToString() => _bytes == 0 ? "none" : _bytes.ToString(CultureInfo.InvariantCulture);
}
