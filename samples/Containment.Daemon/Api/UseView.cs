using Containment.Resources;

namespace Containment.Daemon.Api;

/// <summary>What one container uses and waits for. Shares are of the last ten seconds, 0 to 1; rates are since the look before.</summary>
internal sealed record UseView(string Id, double CpuCores, double CpuSeconds, long MemoryBytes, long WorkingSetBytes, long? SwapBytes, int? Pids, double ReadBytesPerSecond, double WrittenBytesPerSecond,
    double? CpuWaiting, double? MemoryWaiting, double? IoWaiting)
{
    public static UseView Of(ContainerSample sample) => new(sample.Id.Value, sample.Cpu.Cores, sample.Cpu.Time.TotalSeconds, sample.Memory.Current, sample.Memory.WorkingSet, sample.Memory.Swap, sample.Pids.Current,
        sample.Io.ReadBytesPerSecond, sample.Io.WrittenBytesPerSecond, Waiting(sample.CpuPressure), Waiting(sample.MemoryPressure), Waiting(sample.IoPressure));

    private static double? Waiting(StallSample stall) => stall.Measured ? stall.Some.Last10Seconds : null;
}
