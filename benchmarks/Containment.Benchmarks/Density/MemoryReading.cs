using System.Globalization;

namespace Containment.Benchmarks.Density;

/// <summary>What the kernel says of memory (proc(5)).</summary>
internal static class MemoryReading
{
    /// <summary>MemAvailable of the machine, in KB.</summary>
    public static long Available() => Line("/proc/meminfo", "MemAvailable:");

    /// <summary>The sum of the proportional set sizes of all processes whose executable is meant, in KB, and their number.</summary>
    public static (long Pss, int Processes) Pss(Func<string, bool> isMeant)
    {
        var (pss, processes) = (0L, 0);
        foreach (var directory in Directory.EnumerateDirectories("/proc").Where(name => char.IsAsciiDigit(name[6])))
        {
            try
            {
                if (File.ResolveLinkTarget(Path.Combine(directory, "exe"), false)?.FullName is not { } executable || !isMeant(executable)) continue;
                pss += Line(Path.Combine(directory, "smaps_rollup"), "Pss:");
                processes++;
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
            }
        }
        return (pss, processes);
    }

    private static long Line(string path, string name) =>
        long.Parse(File.ReadLines(path).First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..].Replace("kB", "").Trim(), CultureInfo.InvariantCulture);
}
