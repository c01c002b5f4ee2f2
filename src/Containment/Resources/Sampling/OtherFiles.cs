using static Containment.Resources.Sampling.StatText;

namespace Containment.Resources.Sampling;

/// <summary>Files about processes (v1 and v2 have the same) and about pressure (v2 only).</summary>
internal static class OtherFiles
{
    public static readonly SampledFile Pids = new("pids.current"u8.ToArray(), SampleRank.Detail, static (text, ref sample, _) => sample.PidsRead.Current = (int?)Number(text));

    public static readonly SampledFile PidsEvents = new("pids.events"u8.ToArray(), SampleRank.Rare, static (text, ref sample, _) => sample.PidsRead.Refused = Value(text, "\nmax "u8));

    public static readonly SampledFile CpuPressure = new(
        "cpu.pressure"u8.ToArray(), SampleRank.Pressure, static (text, ref sample, elapsed) => StallText.Read(text, ref sample.CpuStall, elapsed), static (in sample) => sample.CpuStall.Waits);

    public static readonly SampledFile MemoryPressure = new(
        "memory.pressure"u8.ToArray(), SampleRank.Pressure, static (text, ref sample, elapsed) => StallText.Read(text, ref sample.MemoryStall, elapsed), static (in sample) => sample.MemoryStall.Waits);

    public static readonly SampledFile IoPressure = new(
        "io.pressure"u8.ToArray(), SampleRank.Pressure, static (text, ref sample, elapsed) => StallText.Read(text, ref sample.IoStall, elapsed), static (in sample) => sample.IoStall.Waits);
}
