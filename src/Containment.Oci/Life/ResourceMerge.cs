using Containment.Bundles.Oci;

namespace Containment.Oci.Life;

/// <summary>What a container is allowed after an update: what the update names, and the rest as it was. Pure.</summary>
internal static class ResourceMerge
{
    public static OciResources Merge(OciResources? before, OciResources change) => before is null ? change : before with
    {
        Unified = change.Unified is null ? before.Unified : Both(before.Unified, change.Unified),
        Devices = change.Devices ?? before.Devices,
        Memory = Merge(before.Memory, change.Memory),
        Cpu = Merge(before.Cpu, change.Cpu),
        BlockIo = Merge(before.BlockIo, change.BlockIo),
        HugepageLimits = change.HugepageLimits ?? before.HugepageLimits,
        Network = change.Network ?? before.Network,
        Pids = change.Pids ?? before.Pids,
        Rdma = change.Rdma ?? before.Rdma,
    };

    private static OciMemory? Merge(OciMemory? before, OciMemory? change) => before is null || change is null ? change ?? before : before with
    {
        Limit = change.Limit ?? before.Limit,
        Reservation = change.Reservation ?? before.Reservation,
        Swap = change.Swap ?? before.Swap,
        Swappiness = change.Swappiness ?? before.Swappiness,
        DisableOomKiller = change.DisableOomKiller ?? before.DisableOomKiller,
        CheckBeforeUpdate = change.CheckBeforeUpdate ?? before.CheckBeforeUpdate,
    };

    private static OciCpu? Merge(OciCpu? before, OciCpu? change) => before is null || change is null ? change ?? before : before with
    {
        Shares = change.Shares ?? before.Shares,
        Quota = change.Quota ?? before.Quota,
        Burst = change.Burst ?? before.Burst,
        Period = change.Period ?? before.Period,
        RealtimeRuntime = change.RealtimeRuntime ?? before.RealtimeRuntime,
        RealtimePeriod = change.RealtimePeriod ?? before.RealtimePeriod,
        Cpus = change.Cpus is { Length: > 0 } cpus ? cpus : before.Cpus,
        Mems = change.Mems is { Length: > 0 } mems ? mems : before.Mems,
        Idle = change.Idle ?? before.Idle,
    };

    private static OciBlockIo? Merge(OciBlockIo? before, OciBlockIo? change) => before is null || change is null ? change ?? before : before with
    {
        Weight = change.Weight ?? before.Weight,
        LeafWeight = change.LeafWeight ?? before.LeafWeight,
        WeightDevice = change.WeightDevice ?? before.WeightDevice,
        ThrottleReadBpsDevice = change.ThrottleReadBpsDevice ?? before.ThrottleReadBpsDevice,
        ThrottleWriteBpsDevice = change.ThrottleWriteBpsDevice ?? before.ThrottleWriteBpsDevice,
        ThrottleReadIopsDevice = change.ThrottleReadIopsDevice ?? before.ThrottleReadIopsDevice,
        ThrottleWriteIopsDevice = change.ThrottleWriteIopsDevice ?? before.ThrottleWriteIopsDevice,
    };

    private static Dictionary<string, string> Both(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string> change)
    {
        var all = new Dictionary<string, string>(change);
        foreach (var (key, value) in before ?? new Dictionary<string, string>()) all.TryAdd(key, value);
        return all;
    }
}
