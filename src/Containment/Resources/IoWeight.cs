using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>
/// The share of a disk's time that a container gets among its siblings: 1 to 10,000, 100 is usual (io.weight of cgroup
/// v2). Where only BFQ's own files are there (io.bfq.weight, v1: blkio.bfq.weight), 1,000 is the most. Only the BFQ
/// scheduler and io.cost heed it.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<IoWeight>))]
public readonly record struct IoWeight : IParsable<IoWeight>
{
    private readonly ushort _offset;

    /// <summary>A weight of <paramref name="value"/>.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 to 10,000.</exception>
    public IoWeight(int value) =>
        _offset = value is >= 1 and <= 10_000 ? (ushort)(value ^ 100) : throw new InvalidSpecException("ioWeight", value, "1 to 10000");

    /// <summary>The weight of a container of which nothing is said: 100.</summary>
    public static IoWeight Default => default;

    /// <summary>1 to 10,000.</summary>
    public int Value => _offset ^ 100;

    /// <inheritdoc/>
    /// <exception cref="InvalidSpecException">Not a number from 1 to 10,000.</exception>
    public static IoWeight Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var weight) ? weight : throw new InvalidSpecException("ioWeight", s, "1 to 10000");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out IoWeight result)
    {
        var good = int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 10_000;
        result = good ? new(value) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
