using System.Globalization;
using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>How much CPU time may be used, in cores (1.5 is one and a half), or <see cref="None"/>.</summary>
[JsonConverter(typeof(TextJsonConverter<CpuLimit>))]
public readonly record struct CpuLimit : IParsable<CpuLimit>
{
    /// <summary>The smallest limit: the kernel takes no quota under 1 ms. With the usual period of 100 ms that is 0.01 cores, with the longest of 1 s this.</summary>
    public const double Least = 0.001;

    private const double Most = 100_000;

    private CpuLimit(double cores) => Cores = cores;

    /// <summary>No limit.</summary>
    public static CpuLimit None => default;

    /// <summary>The limit in cores, null for <see cref="None"/>.</summary>
    public double? Cores { get; }

    /// <summary>A limit of so many cores.</summary>
    /// <exception cref="InvalidSpecException">Less than <see cref="Least"/>, or not a number.</exception>
    public static CpuLimit Of(double cores) =>
        Fits(cores) ? new(cores) : throw new InvalidSpecException("cpu", cores.ToString(CultureInfo.InvariantCulture), "0.001 cores or more, or none");

    /// <summary>Reads <c>none</c> or a number of cores, as in <c>1.5</c>.</summary>
    /// <exception cref="InvalidSpecException">Something else, or too little.</exception>
    public static CpuLimit Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var limit) ? limit : throw new InvalidSpecException("cpu", s, "0.001 cores or more, as in 1.5, or none");

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out CpuLimit result)
    {
        result = default;
        if (s == "none") return true;
        if (!double.TryParse(s, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) || !Fits(cores)) return false;
        result = new(cores);
        return true;
    }

    /// <summary><c>none</c>, or the number of cores.</summary>
    public override string ToString() => Cores?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private static bool Fits(double cores) => cores is >= Least and <= Most;
}
