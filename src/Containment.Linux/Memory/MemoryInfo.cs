using System.Globalization;

namespace Containment.Linux.Memory;

/// <summary>What /proc/meminfo says of the machine (proc_meminfo(5)).</summary>
internal static class MemoryInfo
{
    public const string File = "/proc/meminfo";

    /// <summary>A value in bytes; null where it is not there.</summary>
    public static long? Bytes(string text, string name)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.Ordinal))
            {
                var number = line[(name.Length + 1)..].Trim();
                if (number.EndsWith(" kB", StringComparison.Ordinal)) number = number[..^3];
                return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes << 10 : null;
            }
        return null;
    }
}
