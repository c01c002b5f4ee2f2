using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Oci;
using Containment.Resources.V1;
using Containment.Resources.Writes;
using CsCheck;

namespace Containment.Tests.Resources;

/// <summary>What is set is read back, on both versions; and scales of one that become the other's keep what they mean.</summary>
internal sealed class RoundTripTests
{
    private static readonly string[] Names = ["cpu", "cpuset", "memory", "pids", "hugetlb", "rdma", "misc"];

    private static readonly Gen<MemoryLimit> Memory = Gen.OneOf(Gen.Const(MemoryLimit.None), Gen.Long[1, 1L << 50].Select(MemoryLimit.Of));
    private static readonly Gen<SwapLimit> Swap = Gen.OneOf(Gen.Const(SwapLimit.None), Gen.Long[0, 1L << 50].Select(SwapLimit.Of));
    private static readonly Gen<CountLimit> Count = Gen.Long[0, 1L << 30].Select(CountLimit.Of);
    private static readonly Gen<CpuPeriod> Period = Gen.Long[1000, 1_000_000].Select(CpuPeriod.OfMicroseconds);
    private static readonly Gen<IoRate> Rate = Gen.OneOf(Gen.Const(IoRate.None), Gen.Long[1, 1L << 50].Select(IoRate.Of));

    // Quotas are whole microseconds: cores that mean one come back as they were.
    private static readonly Gen<ResourceLimits> Both =
        from period in Period
        from quota in Gen.Long[1000, 100_000_000]
        from burst in Gen.Long[1, 1000]
        from weight in Gen.Int[1, 10_000]
        from cpus in Gen.Int[0, 63].Array[1, 8]
        from low in Memory
        from max in Gen.Long[1, 1L << 50]
        from swap in Gen.Long[0, 1L << 50]
        from pids in Gen.Int[1, 4_194_304]
        from bfq in Gen.Int[1, 1000]
        from read in Rate
        from pages in Count
        from rdma in Count
        from idle in Gen.Bool
        select new ResourceLimits
        {
            Cpu = CpuLimit.Of((double)quota / period.Microseconds), CpuPeriod = period, CpuBurst = CpuBurst.OfMicroseconds(burst), CpuWeight = new(weight), CpuIdle = idle, CpuSet = new(cpus), MemoryNodes = new(0),
            MemoryLow = low, MemoryMax = MemoryLimit.Of(max), Swap = SwapLimit.Of(swap), Pids = PidsLimit.Of(pids), IoWeight = new(bfq),
            Io = read.PerSecond is null ? [] : [new(new(8, 0)) { ReadBytes = read, WriteBytes = IoRate.None, ReadOperations = IoRate.Of(5), WriteOperations = IoRate.None }],
            HugePages = [new(HugePageSize.Parse("2MB"), pages)], Rdma = [new("mlx5_0") { Handles = rdma, Objects = CountLimit.Of(7) }], Misc = [new("sev", rdma)],
        };

    private static readonly Gen<ResourceLimits> OnlyV2 =
        from limits in Both
        from min in Memory
        from high in Memory
        from swapHigh in Swap
        from zswap in Swap
        from switches in Gen.Bool.Array[2]
        from latency in Gen.Long[1, 1L << 40]
        select limits with
        {
            MemoryMin = min, MemoryHigh = high, SwapHigh = swapHigh, Zswap = zswap, ZswapWriteback = switches[0], OomGroup = switches[1],
            Io = [.. limits.Io.Select(io => io with { Latency = IoLatency.OfMicroseconds(latency) })],
        };

    [Test]
    public void All_that_is_set_on_v2_is_read_back() => OnlyV2.Sample(limits => Same(limits, V2(), Files.Of(false)), iter: 300);

    [Test]
    public void All_that_is_set_on_v1_is_read_back() => Both.Sample(limits => Same(limits, V1(), Files.Of(true)), iter: 300);

    [Test]
    public void Limits_survive_the_way_from_v2_to_v1_and_back() => Both.Sample(limits =>
        Same(SetAndRead(SetAndRead(limits, V2(), Files.Of(false)) with { MemoryMin = null, MemoryHigh = null, SwapHigh = null, Zswap = null, ZswapWriteback = null, OomGroup = null }, V1(), Files.Of(true)),
            limits), iter: 200);

    [Test]
    public void Every_weight_that_OCI_has_stays_in_its_order_on_v2() => Gen.Select(Gen.Int[2, 262_144], Gen.Int[2, 262_144]).Sample((one, other) =>
    {
        var (first, second) = (OciScales.WeightOfShares((ulong)Math.Min(one, other)), OciScales.WeightOfShares((ulong)Math.Max(one, other)));
        return first is >= 1 and <= 10_000 && second is >= 1 and <= 10_000 && first <= second;
    });

    [TestCase(0UL, 1), TestCase(2UL, 1), TestCase(1024UL, 100), TestCase(262_144UL, 10_000), TestCase(ulong.MaxValue, 10_000)]
    public void The_ends_and_the_middle_of_OCIs_scale_are_those_of_v2(ulong shares, long weight) => Assert.That(OciScales.WeightOfShares(shares), Is.EqualTo(weight));

    [Test]
    public void A_ratio_of_weights_is_a_ratio_of_shares() => Gen.Int[10, 5000].Sample(weight =>
        Math.Abs((double)CpuShares.Of(new(2 * weight)) / CpuShares.Of(new(weight)) - 2) < 0.02);

    [Test]
    public void Every_time_is_read_as_it_is_written() => Gen.Long[1, 1L << 50].Sample(microseconds =>
        DurationText.TryParse(DurationText.Of(microseconds), out var again) && again == microseconds);

    private static void Same(ResourceLimits limits, CgroupSet set, PlainFiles files)
    {
        using (files) Same(limits, SetAndRead(limits, Placed(set, files), files, keep: true));
    }

    private static void Same(ResourceLimits wanted, ResourceLimits found)
    {
        // The kernel shows an idle cgroup's weight as it likes; plain files as it was.
        if (wanted with { Cpu = null } != found with { Cpu = null } || Math.Abs(wanted.Cpu!.Value.Cores!.Value - found.Cpu!.Value.Cores!.Value) > 1e-9)
            throw new InvalidOperationException($"{wanted}\n became\n{found}");
    }

    private static ResourceLimits SetAndRead(ResourceLimits limits, CgroupSet set, PlainFiles files, bool keep = false)
    {
        try
        {
            var placed = Placed(set, files);
            CgroupChange.RunOnNew(placed, limits);
            return CgroupReading.Limits(placed);
        }
        finally
        {
            if (!keep) files.Dispose();
        }
    }

    private static CgroupSet Placed(CgroupSet set, PlainFiles files) => set.Unified is null
        ? set with { Legacy = set.Legacy.Keys.ToDictionary(name => name, _ => files.Directory) } : set with { Unified = files.Directory };

    private static CgroupSet V2() => new(new("/"), [.. Names, "io"], new Dictionary<string, CgroupDirectory>());

    private static CgroupSet V1() => new(null, [], Names.Append("blkio").ToDictionary(name => name, _ => new CgroupDirectory("/")));

    /// <summary>Empty files of all names.</summary>
    private static class Files
    {
        public static PlainFiles Of(bool legacy) => new([.. (legacy
            ? "cpu.shares cpu.idle cpu.cfs_period_us cpu.cfs_quota_us cpu.cfs_burst_us cpuset.cpus cpuset.mems pids.max blkio.bfq.weight blkio.bfq.weight_device blkio.throttle.read_bps_device blkio.throttle.write_bps_device blkio.throttle.read_iops_device blkio.throttle.write_iops_device hugetlb.2MB.limit_in_bytes rdma.max misc.max memory.limit_in_bytes memory.memsw.limit_in_bytes memory.soft_limit_in_bytes"
            : "cpu.weight cpu.idle cpu.max cpu.max.burst cpuset.cpus cpuset.mems pids.max io.weight io.max io.latency hugetlb.2MB.max rdma.max misc.max memory.min memory.low memory.high memory.max memory.swap.max memory.swap.high memory.zswap.max memory.zswap.writeback memory.oom.group")
            .Split(' ').Select(file => (file, ""))]);
    }
}
