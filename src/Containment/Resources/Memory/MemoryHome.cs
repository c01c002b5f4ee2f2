using Containment.Linux.Cgroups;
using Containment.Resources.V1;

namespace Containment.Resources.Memory;

/// <summary>The cgroup in which a container's memory is counted, in the words of its version.</summary>
internal sealed record MemoryHome(CgroupDirectory Directory, bool Unified)
{
    public string MaxFile => Unified ? "memory.max" : LegacyMemory.Limit;

    /// <summary>Bytes in use now.</summary>
    public long Used => CgroupText.Number(Directory.Read(Unified ? "memory.current" : "memory.usage_in_bytes")) ?? 0;

    /// <summary>The limit in bytes. None is null on v2, and on v1 more than any machine has.</summary>
    public long? Max => CgroupText.Number(Directory.Read(MaxFile));
}
