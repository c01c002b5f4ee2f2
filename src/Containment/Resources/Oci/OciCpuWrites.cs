using Containment.Bundles.Oci;
using Containment.Resources.Writes;

namespace Containment.Resources.Oci;

/// <summary>linux.resources.cpu ("CPU", config-linux.md). Zero is as good as nothing said, as with runc. Pure.</summary>
internal static class OciCpuWrites
{
    private const string Field = "linux.resources.cpu";

    public static void Add(WriteList list, OciCpu? cpu)
    {
        if (cpu is null) return;
        Shares(list, cpu);
        Time(list, cpu);
        Realtime(list, cpu);
        if (cpu.Mems is { Length: > 0 } mems) list.Home($"{Field}.mems", "cpuset").Add($"{Field}.mems", "cpuset.mems", mems);
        if (cpu.Cpus is { Length: > 0 } cpus) list.Home($"{Field}.cpus", "cpuset").Add($"{Field}.cpus", "cpuset.cpus", cpus);
    }

    /// <summary>What the library's own limits don't say.</summary>
    public static void AddBeyond(WriteList list, OciCpu? cpu)
    {
        if (cpu is not null) Realtime(list, cpu);
    }

    private static void Shares(WriteList list, OciCpu cpu)
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

    private static void Idle(WriteList list, long? idle)
    {
        if (idle is { } value) list.Home($"{Field}.idle", "cpu").Add($"{Field}.idle", "cpu.idle", value.ToString(Text.Culture));
    }

    private static void Time(WriteList list, OciCpu cpu) =>
        new CpuTimeWrites($"{Field}.quota", $"{Field}.period", $"{Field}.burst").Add(list,
            cpu.Quota is 0 ? null : cpu.Quota, cpu.Period is 0 or null ? null : Long(cpu.Period.Value), cpu.Burst is { } burst ? Long(burst) : null);

    private static long Long(ulong number) => (long)Math.Min(number, long.MaxValue);

    private static void Realtime(WriteList list, OciCpu cpu)
    {
        if (cpu.RealtimePeriod is { } period and > 0) Realtime(list, "realtimePeriod", "cpu.rt_period_us", period.ToString(Text.Culture));
        if (cpu.RealtimeRuntime is { } runtime and not 0) Realtime(list, "realtimeRuntime", "cpu.rt_runtime_us", runtime.ToString(Text.Culture));
    }

    private static void Realtime(WriteList list, string name, string file, string value)
    {
        var home = list.Home($"{Field}.{name}", "cpu");
        home.OnlyLegacy($"{Field}.{name}");
        home.Add($"{Field}.{name}", file, value);
    }
}
