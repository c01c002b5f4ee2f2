using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>Decides what to write to put a file back, from what it said before.</summary>
internal static class CgroupUndo
{
    public static CgroupWrite Of(CgroupWrite write, string before) => write with { Value = Value(write, before) };

    // Files of a line for each device are put back by that line; others by their first.
    private static string Value(CgroupWrite write, string before)
    {
        var key = write.Value.Split(' ')[0];
        if (Keyed(write) is { } absent) return $"{key} {CgroupText.Line(before, key) ?? absent}";
        var first = before.Split('\n')[0].Trim();
        if (write.File == "memory.oom_control") return first.Split(' ')[^1];
        // An empty write is none at all; an empty line is what empties cpuset.cpus.
        return first.Length > 0 ? first : "\n";
    }

    /// <summary>What a device without a line is put back to; null where the file has only one value.</summary>
    private static string? Keyed(CgroupWrite write) => write.File switch
    {
        "io.max" => "rbps=max wbps=max riops=max wiops=max",
        // BFQ answers ERANGE to 0.
        "io.weight" or "io.bfq.weight" or "blkio.bfq.weight_device" when !write.Value.StartsWith("default", StringComparison.Ordinal) => "default",
        "rdma.max" => "hca_handle=max hca_object=max",
        "net_prio.ifpriomap" => "0",
        _ when write.File.StartsWith("blkio.throttle.", StringComparison.Ordinal) || write.File.EndsWith("weight_device", StringComparison.Ordinal) => "0",
        _ => null,
    };
}
