using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>
/// The share of the CPU that a container gets among its siblings when there is not enough for all: 1 to 10,000, 100 is
/// usual (cpu.weight of cgroup v2). On v1 it becomes cpu.shares, of which 1,024 is usual.
/// </summary>
[JsonConverter(typeof(TextJsonConverter<CpuWeight>))]
public readonly record struct CpuWeight : IParsable<CpuWeight>
{
    private readonly ushort _offset;

    /// <summary>A weight of <paramref name="value"/>.</summary>
    /// <exception cref="InvalidSpecException">Not from 1 to 10,000.</exception>
    public CpuWeight(int value) =>
        _offset = value is >= 1 and <= 10_000 ? (ushort)(value ^ 100) : throw new InvalidSpecException("cpuWeight", value, "1 to 10000");

    /// <summary>The weight of a container of which nothing is said: 100.</summary>
    public static CpuWeight Default => default;

    /// <summary>1 to 10,000.</summary>
    public int Value => _offset ^ 100;

    /// <inheritdoc/>
    /// <exception cref="InvalidSpecException">Not a number from 1 to 10,000.</exception>
    public static CpuWeight Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var weight) ? weight : throw new InvalidSpecException("cpuWeight", s, "1 to 10000");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CpuWeight result)
    {
        var good = int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value is >= 1 and <= 10_000;
        result = good ? new(value) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
