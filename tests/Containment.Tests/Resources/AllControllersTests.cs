using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.Writes;

namespace Containment.Tests.Resources;

/// <summary>What the controllers beyond the usual ones write, and what a version that has no such thing says.</summary>
internal sealed class AllControllersTests
{
    private static readonly string[] Names = ["cpu", "cpuset", "memory", "pids", "hugetlb", "rdma", "misc"];
    private static readonly CgroupSet V2 = new(new("/u"), [.. Names, "io"], new Dictionary<string, CgroupDirectory>());
    private static readonly CgroupSet V1 = new(null, [], Names.Concat(["blkio", "net_cls", "net_prio"]).ToDictionary(name => name, name => new CgroupDirectory($"/{name}/c")));

    private static string[] Writes(CgroupSet set, ResourceLimits limits, ResourceLimits? current = null, params (string File, string Text)[] texts) =>
        [.. CgroupWrites.Compile(set, limits, current ?? ResourceLimits.Unchanged, new((_, _) => true, (directory, file) => texts.FirstOrDefault(pair => directory[file].EndsWith(pair.File, StringComparison.Ordinal)).Text)).Select(write => write.Write.ToString())];

    [Test]
    public void On_v2_each_has_its_file() => Assert.That(Writes(V2, new()
    {
        CpuIdle = true, CpuPeriod = CpuPeriod.Parse("50ms"), Cpu = CpuLimit.Of(0.5), CpuBurst = CpuBurst.Parse("10ms"), CpuSet = CpuSet.All,
        MemoryMin = MemoryLimit.MiB(1), SwapHigh = SwapLimit.Of(4096), Zswap = SwapLimit.Of(0), ZswapWriteback = false, OomGroup = true,
        Io = [new(new(8, 0)) { Weight = new(300), Latency = IoLatency.Parse("5ms"), ReadBytes = IoRate.None }],
        HugePages = [new(HugePageSize.Parse("2MB"), CountLimit.Of(3))], Rdma = [new("mlx5_0") { Handles = CountLimit.Of(2), Objects = CountLimit.None }], Misc = [new("sev", CountLimit.Of(5)), new("tdx", CountLimit.None)],
    }, null, ("cpuset.cpus.effective", "0-7\n")), Is.EqualTo(new[]
    {
        "/u/cpu.idle = 1", "/u/cpu.max = 25000 50000", "/u/cpu.max.burst = 10000", "/u/cpuset.cpus = 0-7",
        "/u/hugetlb.2MB.max = 6291456", "/u/hugetlb.2MB.rsvd.max = 6291456", "/u/rdma.max = mlx5_0 hca_handle=2 hca_object=max", "/u/misc.max = sev 5", "/u/misc.max = tdx max",
        "/u/io.bfq.weight = 8:0 300", "/u/io.weight = 8:0 300", "/u/io.max = 8:0 rbps=max", "/u/io.latency = 8:0 target=5000",
        "/u/memory.min = 1048576", "/u/memory.swap.high = 4096", "/u/memory.zswap.max = 0", "/u/memory.zswap.writeback = 0", "/u/memory.oom.group = 1",
    }));

    [Test]
    public void On_v1_each_has_its_file() => Assert.That(Writes(V1, new()
    {
        CpuIdle = false, CpuWeight = new(50), CpuPeriod = CpuPeriod.Parse("200ms"), Cpu = CpuLimit.Of(0.5), CpuBurst = CpuBurst.None, CpuSet = CpuSet.All,
        Io = [new(new(8, 0)) { Weight = new(3000) }], HugePages = [new(HugePageSize.Parse("1GB"), CountLimit.None)], Rdma = [new("mlx5_0") { Objects = CountLimit.Of(0) }], Misc = [new("sev", CountLimit.Of(5))],
        NetworkClass = NetworkClass.Parse("10:1"), NetworkPriorities = [new("eth0", 7)],
    }, null, ("/cpuset/cpuset.cpus", "0-3\n")), Is.EqualTo(new[]
    {
        "/cpu/c/cpu.idle = 0", "/cpu/c/cpu.shares = 512", "/cpu/c/cpu.cfs_period_us = 200000", "/cpu/c/cpu.cfs_quota_us = 100000", "/cpu/c/cpu.cfs_burst_us = 0", "/cpuset/c/cpuset.cpus = 0-3",
        "/hugetlb/c/hugetlb.1GB.limit_in_bytes = -1", "/hugetlb/c/hugetlb.1GB.rsvd.limit_in_bytes = -1", "/rdma/c/rdma.max = mlx5_0 hca_object=0", "/misc/c/misc.max = sev 5",
        "/net_cls/c/net_cls.classid = 1048577", "/net_prio/c/net_prio.ifpriomap = eth0 7", "/blkio/c/blkio.bfq.weight_device = 8:0 1000",
    }));

    private static IEnumerable<TestCaseData> MissingOnV1()
    {
        yield return new("MemoryMin", new ResourceLimits { MemoryMin = MemoryLimit.None });
        yield return new("SwapHigh", new ResourceLimits { SwapHigh = SwapLimit.None });
        yield return new("Zswap", new ResourceLimits { Zswap = SwapLimit.Of(0) });
        yield return new("ZswapWriteback", new ResourceLimits { ZswapWriteback = true });
        yield return new("OomGroup", new ResourceLimits { OomGroup = true });
        yield return new("Io.Latency", new ResourceLimits { Io = [new(new(8, 0)) { Latency = IoLatency.None }] });
    }

    [TestCaseSource(nameof(MissingOnV1))]
    public void What_v1_does_not_have_is_refused_by_the_name_of_the_field(string field, ResourceLimits limits) => Unsupported(V1, field, limits);

    [Test]
    public void What_only_v1_has_is_refused_by_the_name_of_the_field()
    {
        Unsupported(V2, "NetworkClass", new() { NetworkClass = NetworkClass.None });
        Unsupported(V2, "NetworkPriorities", new() { NetworkPriorities = [new("eth0", 1)] });
    }

    [Test]
    public void Every_field_whose_controller_is_missing_is_refused_by_its_name()
    {
        var bare = new CgroupSet(new("/u"), [], new Dictionary<string, CgroupDirectory>());
        Unsupported(bare, "CpuPeriod", new() { CpuPeriod = CpuPeriod.Default });
        Unsupported(bare, "CpuBurst", new() { CpuBurst = CpuBurst.None });
        Unsupported(bare, "CpuIdle", new() { CpuIdle = true });
        Unsupported(bare, "MemoryNodes", new() { MemoryNodes = CpuSet.All });
        Unsupported(bare, "HugePages", new() { HugePages = [new(HugePageSize.Parse("2MB"), CountLimit.None)] });
        Unsupported(bare, "Rdma", new() { Rdma = [new("a") { Handles = CountLimit.None }] });
        Unsupported(bare, "Misc", new() { Misc = [new("a", CountLimit.None)] });
        Unsupported(bare, "Io", new() { Io = [new(new(8, 0))] });
        Unsupported(bare, "MemoryMin", new() { MemoryMin = MemoryLimit.None });
    }

    [Test]
    public void A_quota_too_small_for_the_kernel_is_refused_and_the_least_is_told()
    {
        Assert.That(() => Writes(V2, new() { Cpu = CpuLimit.Of(0.005) }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("Cpu").And.Message.Contains("0.01 cores"));
        Assert.That(Writes(V2, new() { Cpu = CpuLimit.Of(0.005), CpuPeriod = CpuPeriod.Parse("1s") }), Is.EqualTo(new[] { "/u/cpu.max = 5000 1000000" }));
    }

    [Test]
    public void When_the_period_changes_the_cores_stay() =>
        Assert.That(Writes(V2, new() { CpuPeriod = CpuPeriod.Parse("10ms") }, new() { Cpu = CpuLimit.Of(2) }), Is.EqualTo(new[] { "/u/cpu.max = 20000 10000" }));

    [Test]
    public void When_the_cores_change_the_period_stays() =>
        Assert.That(Writes(V1, new() { Cpu = CpuLimit.Of(2) }, new() { CpuPeriod = CpuPeriod.Parse("10ms") }, ("cpu.cfs_period_us", "10000\n"), ("cpu.cfs_quota_us", "5000\n")),
            Is.EqualTo(new[] { "/cpu/c/cpu.cfs_period_us = 10000", "/cpu/c/cpu.cfs_quota_us = 20000" }));

    [Test]
    public void A_burst_is_lowered_before_the_quota_and_raised_after_it()
    {
        Assert.That(Writes(V2, new() { Cpu = CpuLimit.Of(0.1), CpuBurst = CpuBurst.Parse("5ms") }, null, ("cpu.max.burst", "20000\n")), Is.EqualTo(new[] { "/u/cpu.max.burst = 5000", "/u/cpu.max = 10000 100000" }));
        Assert.That(Writes(V2, new() { Cpu = CpuLimit.Of(0.5), CpuBurst = CpuBurst.Parse("30ms") }, null, ("cpu.max.burst", "20000\n")), Is.EqualTo(new[] { "/u/cpu.max = 50000 100000", "/u/cpu.max.burst = 30000" }));
    }

    private static void Unsupported(CgroupSet set, string field, ResourceLimits limits) => Assert.That(() => Writes(set, limits),
        Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo(field).And.Message.Contains(field));
}
