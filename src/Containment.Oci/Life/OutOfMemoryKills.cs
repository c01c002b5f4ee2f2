using System.Globalization;
using Containment.Resources;

namespace Containment.Oci.Life;

/// <summary>
/// How often the kernel has killed something in a container for lack of memory. The kernel counts it: in memory.events (v2), or
/// memory.oom_control (v1, since 4.13). A count misses none, which a notification to a program that is late does.
/// </summary>
internal sealed class OutOfMemoryKills
{
    private const string Key = "oom_kill ";
    private readonly string? _file;
    private long _seen;

    public OutOfMemoryKills(OciCgroup cgroup)
    {
        _file = cgroup.Paths.TryGetValue("memory", out var legacy) ? $"{legacy}/memory.oom_control"
            : cgroup.Paths.Values.Select(path => $"{path}/memory.events").FirstOrDefault(File.Exists);
        _seen = Count() ?? 0;
    }

    /// <summary>Those since the last time.</summary>
    public long New()
    {
        if (Count() is not { } now) return 0;
        var more = now - _seen;
        _seen = now;
        return more;
    }

    private long? Count()
    {
        try
        {
            return _file is null ? null : Parse(File.ReadLines(_file));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static long? Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
            if (line.StartsWith(Key, StringComparison.Ordinal) && long.TryParse(line.AsSpan(Key.Length), CultureInfo.InvariantCulture, out var count)) return count;
        return null;
    }
}
