using Containment.Resources.V1;

namespace Containment.Resources.Writes;

/// <summary>Limits on the CPU as files of either version. Pure.</summary>
internal static class CpuWrites
{
    private const long LeastQuota = 1000;

    public static void Add(WriteList list, ResourceLimits limits, ResourceLimits current)
    {
        // An idle cgroup takes no weight.
        if (limits.CpuIdle is false) Idle(list, "0");
        if (limits.CpuWeight is { } weight)
        {
            var home = list.Home(nameof(limits.CpuWeight), "cpu");
            home.Add(nameof(limits.CpuWeight), home.Unified ? "cpu.weight" : "cpu.shares", home.Unified ? weight.ToString() : CpuShares.Of(weight).ToString(Text.Culture));
        }
        if (limits.CpuIdle is true) Idle(list, "1");
        Time(list, limits, current);
        Set(list, nameof(limits.MemoryNodes), "cpuset.mems", limits.MemoryNodes);
        Set(list, nameof(limits.CpuSet), "cpuset.cpus", limits.CpuSet);
    }

    private static void Idle(WriteList list, string value) => list.Home(nameof(ResourceLimits.CpuIdle), "cpu").Add(nameof(ResourceLimits.CpuIdle), "cpu.idle", value);

    // Cores stay what they are when only the period changes, so the quota changes with it.
    private static void Time(WriteList list, ResourceLimits limits, ResourceLimits current)
    {
        var period = (limits.CpuPeriod ?? current.CpuPeriod ?? CpuPeriod.Default).Microseconds;
        var touched = limits.Cpu is not null || limits.CpuPeriod is not null;
        var cores = (limits.Cpu ?? current.Cpu ?? CpuLimit.None).Cores;
        var quota = cores is { } count ? (long)Math.Round(count * period) : -1;
        if (touched && quota is >= 0 and < LeastQuota)
            throw new InvalidSpecException(nameof(limits.Cpu), cores!.Value.ToString(Text.Culture), $"{((double)LeastQuota / period).ToString(Text.Culture)} cores or more with a period of {CpuPeriod.OfMicroseconds(period)}: the kernel takes no quota under 1 ms");
        new CpuTimeWrites(limits.Cpu is null ? nameof(limits.CpuPeriod) : nameof(limits.Cpu), nameof(limits.CpuPeriod), nameof(limits.CpuBurst))
            .Add(list, touched ? quota : null, touched ? period : null, limits.CpuBurst?.Microseconds);
    }

    private static void Set(WriteList list, string field, string file, CpuSet? set)
    {
        if (set is null) return;
        var home = list.Home(field, "cpuset");
        home.Add(field, file, set.Numbers.Count > 0 ? set.ToString() : Above(home, field, home.Unified ? $"{file}.effective" : file));
    }

    // A set in which processes are can't be emptied (ENOSPC): all is what the one above has now.
    private static string Above(ControllerHome home, string field, string file) =>
        home.List.Read(new(Path.GetDirectoryName(home.Directory.Path)!), file)?.Trim() is { Length: > 0 } above ? above : throw WriteList.Lacks(field, $"{field}: the cgroup above {home.Directory.Path} has no {file}");
}
