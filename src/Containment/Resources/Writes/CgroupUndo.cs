using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>Decides what to write to put a file back, from what it said before.</summary>
internal static class CgroupUndo
{
    public static CgroupWrite Of(CgroupWrite write, string before) => write with { Value = Value(write, before) };

    private static string Value(CgroupWrite write, string before)
    {
        var device = write.Value.Split(' ')[0];
        if (write.File == "io.max") return $"{device} {CgroupText.Line(before, device) ?? "rbps=max wbps=max riops=max wiops=max"}";
        if (write.File.StartsWith("blkio.throttle.", StringComparison.Ordinal)) return $"{device} {CgroupText.Line(before, device) ?? "0"}";
        var first = before.Split('\n')[0].Trim();
        // An empty write is none at all; an empty line is what empties cpuset.cpus.
        return first.Length > 0 ? first : "\n";
    }
}
