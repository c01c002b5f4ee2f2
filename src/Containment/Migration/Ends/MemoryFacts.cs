using System.Globalization;

namespace Containment.Migration.Ends;

/// <summary>What /proc/meminfo says.</summary>
internal static class MemoryFacts
{
    /// <summary>MemAvailable, in bytes.</summary>
    public static long AvailableBytes()
    {
        foreach (var line in File.ReadLines("/proc/meminfo"))
            if (line.StartsWith("MemAvailable:", StringComparison.Ordinal))
                return long.Parse(line.AsSpan("MemAvailable:".Length, line.Length - "MemAvailable:".Length - " kB".Length).Trim(), CultureInfo.InvariantCulture) * 1024;
        return long.MaxValue;
    }
}
