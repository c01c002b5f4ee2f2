namespace Containment.Resources.Oci;

/// <summary>
/// v1's scales, which config.json is written in, as v2's: the ones that runc (1.3.2 and later) and crun (1.23 and later)
/// use for OCI values, so that a bundle gets the same share whichever runtime starts it. The library's own limits have
/// their own measure (<see cref="V1.CpuShares"/>).
/// </summary>
internal static class OciScales
{
    /// <summary>2 is 1, 1,024 is 100, 262,144 is 10,000, and a curve through the three between.</summary>
    public static long WeightOfShares(ulong shares)
    {
        if (shares <= 2) return 1;
        if (shares >= 262_144) return 10_000;
        var power = Math.Log2(shares);
        return (long)Math.Ceiling(Math.Pow(10, (((power * power) + (125 * power)) / 612.0) - (7.0 / 34.0)));
    }

    /// <summary>10 to 1,000 as 1 to 10,000, evenly.</summary>
    public static long IoWeightOfBlkio(ushort weight) => 1 + (Math.Max(0, weight - 10) * 9999L / 990);
}
