using Containment.Linux.Cgroups;
using Containment.Resources.Writes;

namespace Containment.Resources.V1;

/// <summary>Reads limits back from files of cgroup v1.</summary>
internal static class LegacyLimits
{
    /// <summary>What the kernel shows where there is no limit is PAGE_COUNTER_MAX, which depends on its page size; nothing real comes near it.</summary>
    private const long NearlyAll = long.MaxValue - (1L << 20);

    public static ResourceLimits Cpu(CgroupDirectory directory, ResourceLimits limits) => limits with
    {
        Cpu = directory.TryRead("cpu.cfs_quota_us") is not { } quota ? null
            : CgroupText.Number(quota) is { } microseconds && CgroupText.Number(directory.TryRead("cpu.cfs_period_us")) is { } period
            ? CpuLimit.Of(Math.Max(CpuLimit.Least, (double)microseconds / period)) : CpuLimit.None,
        CpuPeriod = CgroupText.Number(directory.TryRead("cpu.cfs_period_us")) is { } length ? CpuPeriod.OfMicroseconds(length) : null,
        CpuBurst = CgroupText.Number(directory.TryRead("cpu.cfs_burst_us")) is { } burst ? burst == 0 ? CpuBurst.None : CpuBurst.OfMicroseconds(burst) : null,
        CpuIdle = directory.TryRead("cpu.idle")?.Trim() switch { "0" => false, "1" => true, _ => null },
        CpuWeight = CgroupText.Number(directory.TryRead("cpu.shares")) is { } shares ? CpuShares.ToWeight(shares) : null,
    };

    public static ResourceLimits Memory(CgroupDirectory directory, ResourceLimits limits)
    {
        var max = Limit(directory.TryRead(LegacyMemory.Limit));
        return limits with
        {
            MemoryMax = max,
            MemoryLow = Limit(directory.TryRead(LegacyMemory.SoftLimit)),
            Swap = Limit(directory.TryRead(LegacyMemory.WithSwap)) is not { } sum ? null
                : sum.Bytes is { } all && max?.Bytes is { } memory ? SwapLimit.Of(Math.Max(0, all - memory)) : SwapLimit.None,
        };
    }

    public static ResourceLimits Io(CgroupDirectory directory, ResourceLimits limits)
    {
        var (readBytes, writeBytes) = (directory.TryRead(LegacyIo.ReadBytes), directory.TryRead(LegacyIo.WriteBytes));
        var (reads, writes) = (directory.TryRead(LegacyIo.ReadOperations), directory.TryRead(LegacyIo.WriteOperations));
        var weights = directory.TryRead("blkio.bfq.weight_device");
        var devices = new[] { readBytes, writeBytes, reads, writes, weights }
            .SelectMany(text => (text ?? "").Split('\n')).Select(line => line.Split(' ')[0]).Where(key => key.Contains(':', StringComparison.Ordinal)).Distinct();
        return limits with
        {
            IoWeight = CgroupText.Number(directory.TryRead("blkio.bfq.weight")?.Replace("default ", "", StringComparison.Ordinal)) is { } weight ? new IoWeight((int)weight) : null,
            Io = [.. devices.Select(device => new IoLimit(BlockDevice.Parse(device))
            {
                ReadBytes = Rate(readBytes, device), WriteBytes = Rate(writeBytes, device), ReadOperations = Rate(reads, device), WriteOperations = Rate(writes, device),
                Weight = CgroupText.Number(CgroupText.Line(weights, device)) is { } own and > 0 ? new IoWeight((int)own) : null,
            })],
        };
    }

    private static IoRate Rate(string? text, string device) => CgroupText.Number(CgroupText.Line(text, device)) is { } rate and > 0 ? IoRate.Of(rate) : IoRate.None;

    private static MemoryLimit? Limit(string? text) =>
        text is null ? null : CgroupText.Number(text) is { } bytes and > 0 and < NearlyAll ? MemoryLimit.Of(bytes) : MemoryLimit.None;
}
