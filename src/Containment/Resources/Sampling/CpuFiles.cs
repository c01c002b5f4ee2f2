using static Containment.Resources.Sampling.StatText;

namespace Containment.Resources.Sampling;

/// <summary>Files about CPU time.</summary>
internal static class CpuFiles
{
    /// <summary>v2, also without the controller.</summary>
    public static readonly SampledFile Unified = new("cpu.stat"u8.ToArray(), SampleRank.Pulse, static (text, ref sample, elapsed) =>
    {
        Time(ref sample.CpuRead, Microseconds(Value(text, "\nusage_usec "u8)), elapsed);
        sample.CpuRead.User = Microseconds(Value(text, "\nuser_usec "u8));
        sample.CpuRead.System = Microseconds(Value(text, "\nsystem_usec "u8));
        if (Value(text, "\nthrottled_usec "u8) is { } throttled) sample.CpuRead.Throttled = Microseconds(throttled);
    });

    public static readonly SampledFile Accounting = new("cpuacct.usage"u8.ToArray(), SampleRank.Pulse, static (text, ref sample, elapsed) => Time(ref sample.CpuRead, Nanoseconds(Number(text)), elapsed));

    public static readonly SampledFile AccountingUser = new("cpuacct.usage_user"u8.ToArray(), SampleRank.Rare, static (text, ref sample, _) => sample.CpuRead.User = Nanoseconds(Number(text)));

    public static readonly SampledFile AccountingSystem = new("cpuacct.usage_sys"u8.ToArray(), SampleRank.Rare, static (text, ref sample, _) => sample.CpuRead.System = Nanoseconds(Number(text)));

    public static readonly SampledFile LegacyThrottling = new("cpu.stat"u8.ToArray(), SampleRank.Rare, static (text, ref sample, _) =>
        sample.CpuRead.Throttled = Nanoseconds(Value(text, "\nthrottled_time "u8)));

    private static void Time(ref CpuSample cpu, TimeSpan? read, TimeSpan elapsed)
    {
        var now = read ?? TimeSpan.Zero;
        cpu.Cores = Share(cpu.Time, now, elapsed);
        cpu.Elapsed = elapsed;
        cpu.Time = now;
    }
}
