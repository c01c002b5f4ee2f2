using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.V2;

/// <summary>Reads limits back from files of cgroup v2.</summary>
internal static class UnifiedLimits
{
    public static ResourceLimits Cpu(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        Cpu = directory.TryRead("cpu.max")?.Trim().Split(' ') is [var quota, var period]
            ? quota == "max" ? CpuLimit.None : Quota(double.Parse(quota, Text.Culture) / double.Parse(period, Text.Culture)) : null,
        CpuWeight = CgroupText.Number(directory.TryRead("cpu.weight")) is { } weight ? new CpuWeight((int)Math.Max(1, weight)) : null,
    };

    public static ResourceLimits Memory(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        MemoryMax = Limit(directory.TryRead("memory.max")),
        MemoryHigh = Limit(directory.TryRead("memory.high")),
        MemoryLow = directory.TryRead("memory.low") is { } low ? low.Trim() == "0" ? MemoryLimit.None : Limit(low) : null,
        Swap = directory.TryRead("memory.swap.max") is { } swap ? CgroupText.Number(swap) is { } bytes ? SwapLimit.Of(bytes) : SwapLimit.None : null,
    };

    public static ResourceLimits Io(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        IoWeight = (directory.TryRead("io.weight") ?? directory.TryRead("io.bfq.weight")) is { } weight
            && CgroupText.Number(CgroupText.Line(weight, "default")) is { } value ? new IoWeight((int)value) : null,
        Io = [.. (directory.TryRead("io.max") ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Device)],
    };

    private static IoLimit Device(string line) => new(BlockDevice.Parse(line.Split(' ')[0]))
    {
        ReadBytes = Rate(line, "rbps"), WriteBytes = Rate(line, "wbps"), ReadOperations = Rate(line, "riops"), WriteOperations = Rate(line, "wiops"),
    };

    private static IoRate? Rate(string line, string key) => CgroupText.Part(line, key) is { } text ? CgroupText.Number(text) is { } rate ? IoRate.Of(rate) : IoRate.None : null;

    // Others may have set less than the model knows (no memory at all, a cpu.idle of weight 0); it is shown as the least.
    private static MemoryLimit? Limit(string? text) =>
        text is null ? null : CgroupText.Number(text) is { } bytes ? MemoryLimit.Of(Math.Max(1, bytes)) : MemoryLimit.None;

    private static CpuLimit Quota(double cores) => CpuLimit.Of(Math.Max(CpuLimit.Least, cores));
}
