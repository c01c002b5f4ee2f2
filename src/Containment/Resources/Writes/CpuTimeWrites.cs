namespace Containment.Resources.Writes;

/// <summary>
/// Quota, period and burst of the CPU, in an order in which the kernel takes them (Documentation/scheduler/sched-bwc.rst),
/// in microseconds; a quota below zero is none. For limits and for config.json. Pure.
/// </summary>
internal sealed record CpuTimeWrites(string QuotaField, string PeriodField, string BurstField)
{
    private const string LegacyPeriod = "cpu.cfs_period_us", LegacyQuota = "cpu.cfs_quota_us";

    public void Add(WriteList list, long? quota, long? period, long? burst)
    {
        if (quota is null && period is null && burst is null) return;
        var home = list.Home(quota is not null ? QuotaField : period is not null ? PeriodField : BurstField, "cpu");
        var burstFile = home.Unified ? "cpu.max.burst" : "cpu.cfs_burst_us";
        // The burst may never be more than the quota.
        var burstFirst = burst is { } wanted && wanted < (home.Number(burstFile) ?? 0);
        if (burstFirst) home.Add(BurstField, burstFile, burst!.Value.ToString(Text.Culture));
        if (home.Unified) Unified(home, quota, period);
        else Legacy(home, quota, period);
        if (burst is { } late && !burstFirst) home.Add(BurstField, burstFile, late.ToString(Text.Culture));
    }

    private void Unified(ControllerHome home, long? quota, long? period)
    {
        if (quota is null && period is null) return;
        var now = (home.Read("cpu.max") ?? $"max {Text.CpuPeriod}").Trim().Split(' ');
        var limit = quota switch { null => now[0], < 0 => "max", { } microseconds => microseconds.ToString(Text.Culture) };
        home.Add(quota is null ? PeriodField : QuotaField, "cpu.max", $"{limit} {period?.ToString(Text.Culture) ?? now[^1]}");
    }

    // The share of a CPU must at no moment be more than the cgroup above has: where the period shrinks, the quota goes first.
    private void Legacy(ControllerHome home, long? quota, long? period)
    {
        var quotaFirst = period < (home.Number(LegacyPeriod) ?? Text.CpuPeriod) && home.Number(LegacyQuota) is not null;
        if (quotaFirst) Quota();
        if (period is { } length) home.Add(PeriodField, LegacyPeriod, length.ToString(Text.Culture));
        if (!quotaFirst) Quota();

        void Quota()
        {
            if (quota is { } microseconds) home.Add(QuotaField, LegacyQuota, microseconds < 0 ? "-1" : microseconds.ToString(Text.Culture));
        }
    }
}
