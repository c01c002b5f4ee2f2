using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.V1;

/// <summary>Limits as files of cgroup v1 (Documentation/scheduler/sched-bwc.rst, Documentation/admin-guide/cgroup-v1).</summary>
internal static class LegacyWrites
{
    public static IEnumerable<CgroupWrite> Cpu(CgroupDirectory directory, ResourceLimits limits)
    {
        if (limits.CpuWeight is { } weight) yield return new(directory, "cpu.shares", CpuShares.Of(weight).ToString(Text.Culture));
        if (limits.Cpu is not { } cpu) yield break;
        yield return new(directory, "cpu.cfs_period_us", Text.CpuPeriod.ToString(Text.Culture));
        yield return new(directory, "cpu.cfs_quota_us", Text.OrMinusOne(Text.Quota(cpu)));
    }

    public static IEnumerable<CgroupWrite> Io(CgroupDirectory directory, ResourceLimits limits)
    {
        if (limits.IoWeight is { } weight) yield return new(directory, "blkio.bfq.weight", Math.Min(weight.Value, 1000).ToString(Text.Culture));
        foreach (var limit in limits.Io)
        {
            (string File, IoRate? Rate)[] rates =
            [
                (ReadBytes, limit.ReadBytes), (WriteBytes, limit.WriteBytes), (ReadOperations, limit.ReadOperations), (WriteOperations, limit.WriteOperations),
            ];
            foreach (var (file, rate) in rates)
                if (rate is { } given) yield return new(directory, file, $"{limit.Device} {(given.PerSecond ?? 0).ToString(Text.Culture)}");
        }
    }

    public const string ReadBytes = "blkio.throttle.read_bps_device", WriteBytes = "blkio.throttle.write_bps_device",
        ReadOperations = "blkio.throttle.read_iops_device", WriteOperations = "blkio.throttle.write_iops_device";
}
