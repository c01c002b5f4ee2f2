using Containment.Linux.Cgroups;
using Containment.Resources;
using Containment.Resources.V1;
using Containment.Resources.Writes;

namespace Containment.Tests.Resources;

internal sealed class CgroupWritesTests
{
    private static readonly CgroupSet V2 = new(new("/u"), ["cpuset", "cpu", "io", "memory", "pids"], new Dictionary<string, CgroupDirectory>());

    private static readonly CgroupSet Hybrid = new(new("/u"), [],
        new[] { "cpu", "cpuset", "memory", "pids", "blkio" }.ToDictionary(controller => controller, controller => new CgroupDirectory($"/{controller}")));

    private static readonly IoLimit Disk = new(new(8, 0)) { ReadBytes = IoRate.Of(1000), WriteOperations = IoRate.None };

    private static string[] Writes(CgroupSet set, ResourceLimits limits, ResourceLimits? current = null, string? lacks = null) =>
        [.. CgroupWrites.Compile(set, limits, current ?? ResourceLimits.Unchanged, new((_, file) => file != lacks, (_, _) => null)).Select(write => write.Write.ToString())];

    [Test]
    public void Nothing_set_is_nothing_written() => Assert.That(Writes(V2, ResourceLimits.Unchanged), Is.Empty);

    [Test]
    public void On_v2_every_limit_has_its_file()
    {
        var limits = new ResourceLimits
        {
            Cpu = CpuLimit.Of(1.5), CpuWeight = new(200), CpuSet = new(0, 1), MemoryNodes = new(0), MemoryMax = MemoryLimit.MiB(1), MemoryHigh = MemoryLimit.None,
            MemoryLow = MemoryLimit.None, Swap = SwapLimit.Of(0), Pids = PidsLimit.Of(7), IoWeight = new(5000), Io = [Disk],
        };
        Assert.That(Writes(V2, limits), Is.EqualTo(new[]
        {
            "/u/cpu.weight = 200", "/u/cpu.max = 150000 100000", "/u/cpuset.mems = 0", "/u/cpuset.cpus = 0-1", "/u/pids.max = 7",
            "/u/io.bfq.weight = default 1000", "/u/io.weight = default 5000", "/u/io.max = 8:0 rbps=1000 wiops=max",
            "/u/memory.low = 0", "/u/memory.high = max", "/u/memory.swap.max = 0", "/u/memory.max = 1048576",
        }));
    }

    [Test]
    public void On_a_hybrid_machine_limits_go_to_v1()
    {
        var limits = new ResourceLimits { Cpu = CpuLimit.Of(0.5), CpuWeight = new(100), Pids = PidsLimit.None, MemoryMax = MemoryLimit.MiB(1), IoWeight = new(5000), Io = [Disk] };
        Assert.That(Writes(Hybrid, limits), Is.EqualTo(new[]
        {
            "/cpu/cpu.shares = 1024", "/cpu/cpu.cfs_period_us = 100000", "/cpu/cpu.cfs_quota_us = 50000", "/pids/pids.max = max", "/blkio/blkio.bfq.weight = 1000",
            "/blkio/blkio.throttle.read_bps_device = 8:0 1000", "/blkio/blkio.throttle.write_iops_device = 8:0 0", "/memory/memory.limit_in_bytes = 1048576",
        }));
    }

    [Test]
    public void A_limit_that_is_lifted_is_written_as_the_kernel_says_none() =>
        Assert.That(Writes(Hybrid, new() { Cpu = CpuLimit.None, MemoryMax = MemoryLimit.None }, new() { MemoryMax = MemoryLimit.MiB(5) }),
            Is.EqualTo(new[] { "/cpu/cpu.cfs_period_us = 100000", "/cpu/cpu.cfs_quota_us = -1", "/memory/memory.limit_in_bytes = -1" }));

    [Test]
    public void On_v1_the_bound_of_memory_and_swap_is_raised_before_and_lowered_after_that_of_memory()
    {
        var small = new ResourceLimits { MemoryMax = MemoryLimit.Of(1000), Swap = SwapLimit.Of(100) };
        var large = new ResourceLimits { MemoryMax = MemoryLimit.Of(5000), Swap = SwapLimit.Of(0) };
        string[] raise = ["/memory/memory.memsw.limit_in_bytes = 5000", "/memory/memory.limit_in_bytes = 5000"];
        string[] lower = ["/memory/memory.limit_in_bytes = 1000", "/memory/memory.memsw.limit_in_bytes = 1100"];
        Assert.That(Writes(Hybrid, large, small), Is.EqualTo(raise));
        Assert.That(Writes(Hybrid, small, large), Is.EqualTo(lower));
        Assert.That(Writes(Hybrid, small), Is.EqualTo(lower), "from none at all");
        Assert.That(Writes(Hybrid, new() { MemoryMax = MemoryLimit.Of(2000) }, small), Is.EqualTo(new[] { "/memory/memory.memsw.limit_in_bytes = 2100", "/memory/memory.limit_in_bytes = 2000" }), "swap stays as it is");
    }

    [Test]
    public void What_v1_cannot_bound_is_refused_by_the_name_of_the_field()
    {
        Assert.That(() => Writes(Hybrid, new() { Swap = SwapLimit.Of(0) }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("Swap"));
        Assert.That(() => Writes(Hybrid, new() { MemoryLow = MemoryLimit.MiB(1), MemoryHigh = MemoryLimit.MiB(2) }), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("MemoryHigh"));
    }

    [Test]
    public void A_missing_controller_is_told_with_the_field_that_needs_it()
    {
        var bare = Hybrid with { Legacy = new Dictionary<string, CgroupDirectory>() };
        Assert.That(() => Writes(bare, new() { MemoryMax = MemoryLimit.MiB(1) }), Throws.TypeOf<ContainmentException>()
            .With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo("MemoryMax").And.Message.Contains("\"memory\""));
    }

    [Test]
    public void A_missing_file_is_told_with_the_field_that_needs_it() =>
        Assert.That(() => Writes(Hybrid, new() { IoWeight = new(10) }, lacks: "blkio.bfq.weight"), Throws.TypeOf<ContainmentException>()
            .With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo("IoWeight").And.Message.Contains("blkio.bfq.weight"));

    [Test]
    public void Only_v1_cgroups_that_a_limit_needs_are_made_on_demand()
    {
        Assert.That(CgroupWrites.OnDemand(Hybrid, new() { CpuSet = new(0), Io = [Disk] }), Is.EquivalentTo(new[] { "cpuset", "blkio" }));
        Assert.That(CgroupWrites.OnDemand(V2, new() { CpuSet = new(0), Io = [Disk] }), Is.Empty);
    }

    [TestCase(1, 10), TestCase(50, 512), TestCase(100, 1024), TestCase(10_000, 102_400)]
    public void Weights_become_shares_by_the_kernels_own_measure(int weight, long shares)
    {
        Assert.That(CpuShares.Of(new(weight)), Is.EqualTo(shares));
        Assert.That(CpuShares.ToWeight(shares).Value, Is.EqualTo(weight));
    }

    [Test]
    public void Every_weight_survives_the_way_to_v1_and_back() =>
        Assert.That(Enumerable.Range(1, 10_000).Where(weight => CpuShares.ToWeight(CpuShares.Of(new(weight))).Value != weight), Is.Empty);
}
