using Containment.Resources;

namespace Containment.Cli.Output;

/// <summary>What top shows of one container.</summary>
internal sealed record TopRow(ContainerSample Sample, ResourceLimits Limits)
{
    /// <summary>The most that it waits for anything, as a share of the last ten seconds.</summary>
    public static double Pressure(in ContainerSample sample) =>
        Math.Max(sample.CpuPressure.Some.Last10Seconds, Math.Max(sample.MemoryPressure.Some.Last10Seconds, sample.IoPressure.Some.Last10Seconds));
}

/// <summary>What comes first.</summary>
internal enum TopOrder
{
    Cpu,
    Memory,
    Io,
    Pids,
    Pressure,
    Name,
}
