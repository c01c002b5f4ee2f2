using Containment.Linux.Cgroups;

namespace Containment.Resources.Writes;

/// <summary>One value for one file of a cgroup.</summary>
internal sealed record CgroupWrite(CgroupDirectory Directory, string File, string Value)
{
    /// <summary>The file that bounds memory for good, on v2 and v1.</summary>
    public bool IsMemoryMax => File is "memory.max" or "memory.limit_in_bytes";

    public override string ToString() => $"{Directory[File]} = {Value}";
}
