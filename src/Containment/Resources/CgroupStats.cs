using System.Text.Json.Serialization;

namespace Containment.Resources;

/// <summary>Usage in the shape of the "data" of runc's <c>events --stats</c>, which callers read.</summary>
internal sealed record CgroupStats
{
    public CpuStats Cpu { get; init; } = new();
    public CpuSetStats Cpuset { get; init; } = new();
    public MemoryStats Memory { get; init; } = new();
    public PidsStats Pids { get; init; } = new();
    public BlkioStats Blkio { get; init; } = new();
    public IReadOnlyDictionary<string, HugetlbStats> Hugetlb { get; init; } = new Dictionary<string, HugetlbStats>();

    [JsonPropertyName("intel_rdt")]
    public IReadOnlyDictionary<string, string> IntelRdt { get; init; } = new Dictionary<string, string>();

    /// <summary>Null, which is written: runc counts none for bundles.</summary>
    [JsonPropertyName("network_interfaces"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public IReadOnlyList<string>? NetworkInterfaces { get; init; }
}

/// <summary>Nanoseconds; null is left out.</summary>
internal sealed record CpuUsageStats(ulong? Total, IReadOnlyList<ulong>? Percpu, [property: JsonPropertyName("percpu_kernel")] IReadOnlyList<ulong>? PercpuKernel,
    [property: JsonPropertyName("percpu_user")] IReadOnlyList<ulong>? PercpuUser, ulong Kernel, ulong User);

/// <summary>Periods, and nanoseconds held back.</summary>
internal sealed record ThrottlingStats(ulong? Periods, ulong? ThrottledPeriods, ulong? ThrottledTime);

/// <summary>CPU time, and waiting for it.</summary>
internal sealed record CpuStats
{
    public CpuUsageStats Usage { get; init; } = new(null, null, null, null, 0, 0);
    public ThrottlingStats Throttling { get; init; } = new(null, null, null);
    public PressureStats? Psi { get; init; }
}

/// <summary>CPUs and memory nodes.</summary>
internal sealed record CpuSetStats
{
    public IReadOnlyList<int>? Cpus { get; init; }
    [JsonPropertyName("cpu_exclusive")] public ulong CpuExclusive { get; init; }
    public IReadOnlyList<int>? Mems { get; init; }
    [JsonPropertyName("mem_hardwall")] public ulong MemHardwall { get; init; }
    [JsonPropertyName("mem_exclusive")] public ulong MemExclusive { get; init; }
    [JsonPropertyName("memory_migrate")] public ulong MemoryMigrate { get; init; }
    [JsonPropertyName("memory_spread_page")] public ulong MemorySpreadPage { get; init; }
    [JsonPropertyName("memory_spread_slab")] public ulong MemorySpreadSlab { get; init; }
    [JsonPropertyName("memory_pressure")] public ulong MemoryPressure { get; init; }
    [JsonPropertyName("sched_load_balance")] public ulong SchedLoadBalance { get; init; }
    [JsonPropertyName("sched_relax_domain_level")] public long SchedRelaxDomainLevel { get; init; }
}

/// <summary>A counter with its limit, in bytes.</summary>
internal sealed record MemoryEntryStats(ulong Limit = 0, ulong? Usage = null, ulong? Max = null, ulong Failcnt = 0);

/// <summary>Memory in bytes.</summary>
internal sealed record MemoryStats
{
    public ulong? Cache { get; init; }
    public MemoryEntryStats Usage { get; init; } = new();
    public MemoryEntryStats Swap { get; init; } = new();
    public MemoryEntryStats Kernel { get; init; } = new();
    [JsonPropertyName("kernelTCP")] public MemoryEntryStats KernelTcp { get; init; } = new();
    public IReadOnlyDictionary<string, ulong>? Raw { get; init; }
    public PressureStats? Psi { get; init; }
}

/// <summary>Tasks.</summary>
internal sealed record PidsStats(ulong? Current = null, ulong? Limit = null);

/// <summary>Of one device and one kind of operation.</summary>
internal sealed record BlkioEntryStats(ulong? Major, ulong? Minor, string? Op, ulong? Value);

/// <summary>Block devices.</summary>
internal sealed record BlkioStats
{
    public IReadOnlyList<BlkioEntryStats>? IoServiceBytesRecursive { get; init; }
    public IReadOnlyList<BlkioEntryStats>? IoServicedRecursive { get; init; }
    public PressureStats? Psi { get; init; }
}

/// <summary>Huge pages of one size, in bytes.</summary>
internal sealed record HugetlbStats(ulong? Usage, ulong? Max, ulong Failcnt);

/// <summary>Stalls: percentages over 10, 60 and 300 seconds, and microseconds in all.</summary>
internal sealed record PressureStats(PressureShareStats? Some, PressureShareStats? Full);

/// <summary>One line of a pressure file.</summary>
internal sealed record PressureShareStats(double Avg10, double Avg60, double Avg300, ulong Total);

/// <summary>How they are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CgroupStats))]
internal sealed partial class CgroupStatsJson : JsonSerializerContext;
