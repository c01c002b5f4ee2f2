using System.Globalization;

namespace Containment.Resources.Writes;

/// <summary>Numbers as the kernel writes them.</summary>
internal static class Text
{
    public static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>The kernel's own period over which CPU quotas count, in microseconds.</summary>
    public const long CpuPeriod = 100_000;

    public static string OrMax(long? number) => number?.ToString(Culture) ?? "max";

    public static string OrMinusOne(long? number) => number?.ToString(Culture) ?? "-1";
}
