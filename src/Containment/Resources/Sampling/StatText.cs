using System.Buffers.Text;

namespace Containment.Resources.Sampling;

/// <summary>Numbers out of a cgroup's files as they are read, in bytes: nothing is allocated. Forms: "Format", Documentation/admin-guide/cgroup-v2.rst.</summary>
internal static class StatText
{
    /// <summary>The number that the text begins with; null for "max" and whatever else is none.</summary>
    public static long? Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out long value, out var used) && used > 0 && value >= 0 ? value : null;

    /// <summary>The number behind a key; <paramref name="line"/> is a new line, the key and a space.</summary>
    public static long? Value(ReadOnlySpan<byte> text, ReadOnlySpan<byte> line)
    {
        if (text.StartsWith(line[1..])) return Number(text[(line.Length - 1)..]);
        var at = text.IndexOf(line);
        return at < 0 ? null : Number(text[(at + line.Length)..]);
    }

    /// <summary>The sum over all lines of the numbers behind <paramref name="key"/>; null where the text has no line at all.</summary>
    public static long Sum(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        long sum = 0;
        for (int at; (at = text.IndexOf(key)) >= 0; text = text[(at + key.Length)..]) sum += Number(text[(at + key.Length)..]) ?? 0;
        return sum;
    }

    public static TimeSpan? Microseconds(long? count) => count is { } c ? TimeSpan.FromTicks(c * TimeSpan.TicksPerMicrosecond) : null;

    public static TimeSpan? Nanoseconds(long? count) => count is { } c ? TimeSpan.FromTicks(c / 100) : null;

    /// <summary>How fast a counter grows, a second; 0 when it was not read before, or began anew.</summary>
    public static double Rate(long? before, long? now, TimeSpan elapsed) =>
        before is { } b && now is { } n && n > b && elapsed > TimeSpan.Zero ? (n - b) / elapsed.TotalSeconds : 0;

    /// <summary>The same of a time: seconds in a second.</summary>
    public static double Share(TimeSpan before, TimeSpan now, TimeSpan elapsed) => now > before && elapsed > TimeSpan.Zero ? (now - before) / elapsed : 0;
}
