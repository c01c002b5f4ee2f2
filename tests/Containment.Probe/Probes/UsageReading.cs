using Containment.Containers;
using Containment.Resources;

namespace Containment.Probe.Probes;

/// <summary>CONTAINER: what it uses and waits for.</summary>
internal static class UsageReading
{
    public static async Task RunAsync(ProbeContext probe)
    {
        var container = await probe.Host.GetAsync(probe.Words[0], probe.Cancellation);
        var pressure = await container.GetPressureAsync(probe.Cancellation);
        probe.Say("cpu.some", Microseconds(pressure.Cpu));
        probe.Say("memory.some", Microseconds(pressure.Memory));
        probe.Say("io.some", Microseconds(pressure.Io));
        var usage = await container.GetUsageAsync(probe.Cancellation);
        probe.Say("cpu", usage.CpuTime.Ticks);
        probe.Say("throttled", usage.CpuThrottled?.Ticks);
        probe.Say("memory", usage.MemoryCurrent);
        probe.Say("pids", usage.Pids);
        probe.Say("pids.refused", usage.PidsRefused);
    }

    private static double? Microseconds(PressureStall? stall) => stall?.Some.Total.TotalMicroseconds;
}
