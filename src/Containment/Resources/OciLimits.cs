using System.Globalization;
using Containment.Bundles.Oci;
using Containment.Resources.V1;

namespace Containment.Resources;

/// <summary>What linux.resources of a config.json says, as limits (config-linux.md, "Control groups"). Pure.</summary>
internal static class OciLimits
{
    private const long UsualPeriod = 100_000;

    /// <exception cref="InvalidSpecException">A value makes no sense; the field is named.</exception>
    public static ResourceLimits From(OciResources? resources) => resources is null ? ResourceLimits.Unchanged : new()
    {
        Cpu = resources.Cpu?.Quota switch
        {
            null => null,
            <= 0 => CpuLimit.None,
            { } quota => CpuLimit.Of((double)quota / (resources.Cpu.Period is { } period and > 0 ? period : UsualPeriod)),
        },
        CpuPeriod = resources.Cpu?.Period is { } length and > 0 ? CpuPeriod.OfMicroseconds((long)Math.Min(length, long.MaxValue)) : null,
        CpuBurst = resources.Cpu?.Burst switch { null => null, 0 => CpuBurst.None, { } burst => CpuBurst.OfMicroseconds((long)Math.Min(burst, long.MaxValue)) },
        CpuIdle = resources.Cpu?.Idle switch { null => null, 0 => false, 1 => true, { } idle => throw new InvalidSpecException("linux.resources.cpu.idle", idle, "0 or 1") },
        CpuWeight = resources.Cpu?.Shares is { } shares and > 0 ? CpuShares.ToWeight((long)shares) : null,
        CpuSet = Set(resources.Cpu?.Cpus),
        MemoryNodes = Set(resources.Cpu?.Mems),
        MemoryMax = Memory(resources.Memory?.Limit),
        MemoryLow = Memory(resources.Memory?.Reservation),
        Swap = Swap(resources.Memory),
        Pids = resources.Pids switch { null => null, { Limit: <= 0 } => PidsLimit.None, { } pids => PidsLimit.Of((int)Math.Min(pids.Limit, int.MaxValue)) },
        IoWeight = resources.BlockIo?.Weight is { } weight and > 0 ? new IoWeight(weight) : null,
        Io = Io(resources.BlockIo),
    };

    private static CpuSet? Set(string? list) => string.IsNullOrEmpty(list) ? null : CpuSet.Parse(list);

    private static MemoryLimit? Memory(long? bytes) => bytes switch { null or 0 => null, < 0 => MemoryLimit.None, { } limit => MemoryLimit.Of(limit) };

    // There swap means memory and swap together.
    private static SwapLimit? Swap(OciMemory? memory) => memory?.Swap switch
    {
        null or 0 => null,
        < 0 => SwapLimit.None,
        { } both when memory.Limit is { } limit and > 0 && both >= limit => SwapLimit.Of(both - limit),
        { } both => throw new InvalidSpecException("linux.resources.memory.swap", both, "linux.resources.memory.limit or more: it is memory and swap together"),
    };

    private static List<IoLimit> Io(OciBlockIo? io)
    {
        var limits = new SortedDictionary<string, IoLimit>(StringComparer.Ordinal);
        Add(io?.ThrottleReadBpsDevice, (limit, rate) => limit with { ReadBytes = rate });
        Add(io?.ThrottleWriteBpsDevice, (limit, rate) => limit with { WriteBytes = rate });
        Add(io?.ThrottleReadIopsDevice, (limit, rate) => limit with { ReadOperations = rate });
        Add(io?.ThrottleWriteIopsDevice, (limit, rate) => limit with { WriteOperations = rate });
        return [.. limits.Values];

        void Add(IReadOnlyList<OciThrottleDevice>? devices, Func<IoLimit, IoRate, IoLimit> set)
        {
            foreach (var device in devices ?? [])
            {
                var key = string.Create(CultureInfo.InvariantCulture, $"{device.Major}:{device.Minor}");
                var limit = limits.GetValueOrDefault(key) ?? new IoLimit(new BlockDevice((uint)device.Major, (uint)device.Minor));
                limits[key] = set(limit, device.Rate == 0 ? IoRate.None : IoRate.Of((long)Math.Min(device.Rate, long.MaxValue)));
            }
        }
    }
}
