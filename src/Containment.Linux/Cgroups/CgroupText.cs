using System.Globalization;

namespace Containment.Linux.Cgroups;

/// <summary>The forms that files of cgroups have ("Format", Documentation/admin-guide/cgroup-v2.rst).</summary>
internal static class CgroupText
{
    /// <summary>Lines of a key and a number (flat keyed): memory.stat, cpu.stat, cgroup.events.</summary>
    public static long? Value(string? text, string key)
    {
        foreach (var line in (text ?? "").AsSpan().EnumerateLines())
            if (line.Length > key.Length && line[key.Length] == ' ' && line.StartsWith(key, StringComparison.Ordinal))
                return long.TryParse(line[(key.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
        return null;
    }

    /// <summary>A single number; null for "max", -1, nothing, and what is more than a long.</summary>
    public static long? Number(string? text) =>
        long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The line that begins with a key and a space, without them (nested keyed: io.max, io.stat).</summary>
    public static string? Line(string? text, string key)
    {
        foreach (var line in (text ?? "").Split('\n'))
            if (line.StartsWith(key + " ", StringComparison.Ordinal)) return line[(key.Length + 1)..].Trim();
        return null;
    }

    /// <summary>A key=value among others on one line.</summary>
    public static string? Part(string? line, string key)
    {
        foreach (var part in (line ?? "").Split(' '))
            if (part.StartsWith(key + "=", StringComparison.Ordinal)) return part[(key.Length + 1)..];
        return null;
    }
}
