using System.Globalization;

namespace Containment.Bundles;

/// <summary>A list of CPUs as cpuset(7) writes them (<c>0-3,7</c>), as the bits that sched_setaffinity(2) takes.</summary>
internal static class CpuList
{
    private const int Most = 8192;

    /// <exception cref="InvalidSpecException">It is no such list.</exception>
    public static byte[] Parse(string list, string field)
    {
        var bits = new byte[8];
        foreach (var part in list.Split(','))
        {
            var ends = part.Split('-', 2);
            if (!Number(ends[0], out var first) || !Number(ends[^1], out var last) || last < first) throw new InvalidSpecException(field, list, "a list of CPUs such as 0-3,7");
            if (last / 64 * 8 + 8 > bits.Length) Array.Resize(ref bits, last / 64 * 8 + 8);
            for (var cpu = first; cpu <= last; cpu++) bits[cpu / 8] |= (byte)(1 << cpu % 8);
        }
        return bits;
    }

    private static bool Number(string text, out int cpu) => int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu < Most;
}
