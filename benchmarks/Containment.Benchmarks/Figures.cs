using System.Globalization;

namespace Containment.Benchmarks;

/// <summary>How figures are read from samples and written for people.</summary>
internal static class Figures
{
    /// <summary>The sample below which the given part of all samples lies (nearest rank).</summary>
    public static double Percentile(IEnumerable<double> samples, double part)
    {
        var sorted = samples.Order().ToArray();
        if (sorted.Length == 0) throw new InvalidOperationException("No samples were taken.");
        return sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    /// <summary>Three significant digits.</summary>
    public static string Short(double value) =>
        Math.Abs(value) >= 100 ? value.ToString("0", CultureInfo.InvariantCulture)
        : Math.Abs(value) >= 10 ? value.ToString("0.#", CultureInfo.InvariantCulture)
        : value.ToString("0.##", CultureInfo.InvariantCulture);
}
