using Containment.Bundles.Oci;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.cpu ("CPU", config-linux.md). Zero is as good as nothing said, as with runc. Pure.</summary>
internal static class OciCpuWrites
{
    private const string Field = "linux.resources.cpu";

    public static void Add(OciWriteList list, OciCpu? cpu)
    {
        if (cpu is null) return;
        Shares(list, cpu);
        Time(list, cpu);
        Realtime(list, cpu);
        if (cpu.Mems is { Length: > 0 } mems) list.Home($"{Field}.mems", "cpuset").Add($"{Field}.mems", "cpuset.mems", mems);
        if (cpu.Cpus is { Length: > 0 } cpus) list.Home($"{Field}.cpus", "cpuset").Add($"{Field}.cpus", "cpuset.cpus", cpus);
    }

    /// <summary>What the library's own limits don't say; its quota counts over another period, so the burst is scaled to that.</summary>
    public static void AddBeyond(OciWriteList list, OciCpu? cpu)
    {
        if (cpu is null) return;
        Idle(list, cpu.Idle);
        if (cpu.Burst is { } burst)
        {
            var home = list.Home($"{Field}.burst", "cpu");
            var scaled = cpu.Period is { } period and > 0 ? (ulong)(burst * ((double)Text.CpuPeriod / period)) : burst;
            home.Add($"{Field}.burst", home.Unified ? "cpu.max.burst" : "cpu.cfs_burst_us", scaled.ToString(Text.Culture));
        }
        Realtime(list, cpu);
    }

    private static void Shares(OciWriteList list, OciCpu cpu)
    {
        // An idle cgroup takes no weight.
        if (cpu.Idle == 0) Idle(list, 0);
        if (cpu.Shares is { } shares and > 0)
        {
            var home = list.Home($"{Field}.shares", "cpu");
            if (!home.Unified && shares is < 2 or > 262_144) throw new InvalidSpecException($"{Field}.shares", shares, "2 to 262144");
            home.Add($"{Field}.shares", home.Unified ? "cpu.weight" : "cpu.shares", home.Unified ? OciScales.WeightOfShares(shares).ToString(Text.Culture) : shares.ToString(Text.Culture));
        }
        if (cpu.Idle is not (null or 0)) Idle(list, cpu.Idle);
    }

    private static void Idle(OciWriteList list, long? idle)
    {
        if (idle is { } value) list.Home($"{Field}.idle", "cpu").Add($"{Field}.idle", "cpu.idle", value.ToString(Text.Culture));
    }

    private static void Time(OciWriteList list, OciCpu cpu)
    {
        var (quota, period) = (cpu.Quota is 0 ? null : cpu.Quota, cpu.Period is 0 ? null : cpu.Period);
        if (quota is null && period is null && cpu.Burst is null) return;
        var home = list.Home(quota is not null ? $"{Field}.quota" : period is not null ? $"{Field}.period" : $"{Field}.burst", "cpu");
        var burstFile = home.Unified ? "cpu.max.burst" : "cpu.cfs_burst_us";
        // The burst may never be more than the quota.
        var burstFirst = cpu.Burst is { } wanted && wanted < (ulong)(home.Number(burstFile) ?? 0);
        if (burstFirst) home.Add($"{Field}.burst", burstFile, cpu.Burst!.Value.ToString(Text.Culture));
        if (home.Unified) UnifiedTime(home, quota, period);
        else LegacyTime(home, quota, period);
        if (cpu.Burst is { } burst && !burstFirst) home.Add($"{Field}.burst", burstFile, burst.ToString(Text.Culture));
    }

    private static void UnifiedTime(OciHome home, long? quota, ulong? period)
    {
        if (quota is null && period is null) return;
        var now = (home.Read("cpu.max") ?? "max 100000").Trim().Split(' ');
        var limit = quota switch { null => now[0], < 0 => "max", { } microseconds => microseconds.ToString(Text.Culture) };
        home.Add(quota is null ? $"{Field}.period" : $"{Field}.quota", "cpu.max", $"{limit} {period?.ToString(Text.Culture) ?? now[^1]}");
    }

    // The share of a CPU must at no moment be more than the cgroup above has: where the period shrinks, the quota goes first.
    private static void LegacyTime(OciHome home, long? quota, ulong? period)
    {
        var quotaFirst = period < (ulong)(home.Number("cpu.cfs_period_us") ?? Text.CpuPeriod) && home.Number("cpu.cfs_quota_us") is not null;
        if (quotaFirst) Quota();
        if (period is { } length) home.Add($"{Field}.period", "cpu.cfs_period_us", length.ToString(Text.Culture));
        if (!quotaFirst) Quota();

        void Quota()
        {
            if (quota is { } microseconds) home.Add($"{Field}.quota", "cpu.cfs_quota_us", microseconds < 0 ? "-1" : microseconds.ToString(Text.Culture));
        }
    }

    private static void Realtime(OciWriteList list, OciCpu cpu)
    {
        if (cpu.RealtimePeriod is { } period and > 0) Realtime(list, "realtimePeriod", "cpu.rt_period_us", period.ToString(Text.Culture));
        if (cpu.RealtimeRuntime is { } runtime and not 0) Realtime(list, "realtimeRuntime", "cpu.rt_runtime_us", runtime.ToString(Text.Culture));
    }

    private static void Realtime(OciWriteList list, string name, string file, string value)
    {
        var home = list.Home($"{Field}.{name}", "cpu");
        home.OnlyLegacy($"{Field}.{name}");
        home.Add($"{Field}.{name}", file, value);
    }
}
