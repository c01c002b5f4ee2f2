using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.V2;

/// <summary>Reads limits back from files of cgroup v2.</summary>
internal static class UnifiedLimits
{
    public static ResourceLimits Cpu(CgroupDirectory directory, ResourceLimits limits)
    {
        var max = directory.TryRead("cpu.max")?.Trim().Split(' ');
        return limits with
        {
            Cpu = max is [var quota, var length] ? quota == "max" ? CpuLimit.None : Quota(double.Parse(quota, Text.Culture) / double.Parse(length, Text.Culture)) : null,
            CpuPeriod = max is [_, var period] ? CpuPeriod.OfMicroseconds(long.Parse(period, Text.Culture)) : null,
            CpuBurst = CgroupText.Number(directory.TryRead("cpu.max.burst")) is { } burst ? burst == 0 ? CpuBurst.None : CpuBurst.OfMicroseconds(burst) : null,
            CpuWeight = CgroupText.Number(directory.TryRead("cpu.weight")) is { } weight ? new CpuWeight((int)Math.Max(1, weight)) : null,
            CpuIdle = Switch(directory, "cpu.idle"),
        };
    }

    public static ResourceLimits Memory(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        MemoryMin = Protected(directory.TryRead("memory.min")),
        MemoryLow = Protected(directory.TryRead("memory.low")),
        MemoryHigh = Limit(directory.TryRead("memory.high")),
        MemoryMax = Limit(directory.TryRead("memory.max")),
        Swap = Swap(directory.TryRead("memory.swap.max")),
        SwapHigh = Swap(directory.TryRead("memory.swap.high")),
        Zswap = Swap(directory.TryRead("memory.zswap.max")),
        ZswapWriteback = Switch(directory, "memory.zswap.writeback"),
        OomGroup = Switch(directory, "memory.oom.group"),
    };

    public static ResourceLimits Io(CgroupDirectory directory, ResourceLimits limits)
    {
        var (max, latency) = (directory.TryRead("io.max"), directory.TryRead("io.latency"));
        var weight = directory.TryRead("io.weight") ?? directory.TryRead("io.bfq.weight");
        var devices = new[] { max, latency, weight }.SelectMany(text => (text ?? "").Split('\n')).Select(line => line.Split(' ')[0]).Where(key => key.Contains(':', StringComparison.Ordinal)).Distinct();
        return limits with
        {
            IoWeight = CgroupText.Number(CgroupText.Line(weight, "default")) is { } value ? new IoWeight((int)value) : null,
            Io = [.. devices.Select(device => Device(device, CgroupText.Line(max, device)) with
            {
                Weight = CgroupText.Number(CgroupText.Line(weight, device)) is { } own ? new IoWeight((int)own) : null,
                Latency = CgroupText.Number(CgroupText.Part(CgroupText.Line(latency, device), "target")) is { } target and > 0 ? IoLatency.OfMicroseconds(target) : null,
            })],
        };
    }

    private static IoLimit Device(string device, string? max) => new(BlockDevice.Parse(device))
    {
        ReadBytes = Rate(max, "rbps"), WriteBytes = Rate(max, "wbps"), ReadOperations = Rate(max, "riops"), WriteOperations = Rate(max, "wiops"),
    };

    private static IoRate? Rate(string? line, string key) => CgroupText.Part(line, key) is { } text ? CgroupText.Number(text) is { } rate ? IoRate.Of(rate) : IoRate.None : null;

    // Others may have set less than the model knows (no memory at all, a cpu.idle of weight 0); it is shown as the least.
    private static MemoryLimit? Limit(string? text) =>
        text is null ? null : CgroupText.Number(text) is { } bytes ? MemoryLimit.Of(Math.Max(1, bytes)) : MemoryLimit.None;

    private static MemoryLimit? Protected(string? text) => text?.Trim() == "0" ? MemoryLimit.None : Limit(text);

    private static SwapLimit? Swap(string? text) => text is null ? null : CgroupText.Number(text) is { } bytes ? SwapLimit.Of(bytes) : SwapLimit.None;

    private static bool? Switch(CgroupDirectory directory, string file) => directory.TryRead(file)?.Trim() switch { "0" => false, "1" => true, _ => null };

    private static CpuLimit Quota(double cores) => CpuLimit.Of(Math.Max(CpuLimit.Least, cores));
}
