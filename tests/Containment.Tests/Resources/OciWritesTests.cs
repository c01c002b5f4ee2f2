using Containment.Bundles.Oci;
using Containment.Linux.Cgroups;
using Containment.Resources.Oci;
using Containment.Resources.Writes;

namespace Containment.Tests.Resources;

internal sealed class OciWritesTests
{
    private static readonly CgroupSet V2 = new(new("/u"), ["cpuset", "cpu", "io", "memory", "pids", "hugetlb", "rdma"], new Dictionary<string, CgroupDirectory>());

    private static readonly CgroupSet V1 = new(null, [],
        new[] { "cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "net_cls", "net_prio", "rdma" }.ToDictionary(controller => controller, controller => new CgroupDirectory($"/{controller}")));

    private static WriteList List(CgroupSet set, OciResources resources, string[]? lacks = null, params (string File, string Text)[] texts) =>
        OciWrites.All(set, resources, new((_, file) => lacks?.Contains(file) is not true, (_, file) => texts.FirstOrDefault(pair => pair.File == file).Text));

    private static string[] Writes(CgroupSet set, OciResources resources, string[]? lacks = null, params (string File, string Text)[] texts) =>
        [.. List(set, resources, lacks, texts).Writes.Select(write => write.Write.ToString())];

    private static OciResources Everything => new()
    {
        Cpu = new() { Shares = 1024, Quota = 50_000, Period = 100_000, Burst = 20_000, Cpus = "0-1", Mems = "0" },
        Memory = new() { Limit = 1000, Swap = 3000, Reservation = 500 },
        Pids = new() { Limit = 7 },
        BlockIo = new()
        {
            Weight = 505, WeightDevice = [new() { Major = 8, Minor = 0, Weight = 100 }],
            ThrottleReadBpsDevice = [new() { Major = 8, Minor = 0, Rate = 9 }], ThrottleWriteIopsDevice = [new() { Major = 8, Minor = 16, Rate = 0 }],
        },
        HugepageLimits = [new() { PageSize = "2MB", Limit = 4096 }],
        Rdma = new Dictionary<string, OciRdma> { ["mlx5_0"] = new() { HcaHandles = 3, HcaObjects = 10 } },
    };

    [Test]
    public void On_v2_every_field_has_its_file_on_v2s_scale() => Assert.That(Writes(V2, Everything with { Unified = new Dictionary<string, string> { ["memory.high"] = "900", ["io.max"] = "8:0 rbps=1\n8:16 wbps=2\n" } }), Is.EqualTo(new[]
    {
        "/u/cpu.weight = 100", "/u/cpu.max = 50000 100000", "/u/cpu.max.burst = 20000", "/u/cpuset.mems = 0", "/u/cpuset.cpus = 0-1",
        "/u/memory.swap.max = 2000", "/u/memory.max = 1000", "/u/memory.low = 500", "/u/pids.max = 7",
        "/u/io.bfq.weight = default 505", "/u/io.bfq.weight = 8:0 100", "/u/io.max = 8:0 rbps=9", "/u/io.max = 8:16 wiops=max",
        "/u/hugetlb.2MB.max = 4096", "/u/hugetlb.2MB.rsvd.max = 4096", "/u/rdma.max = mlx5_0 hca_handle=3 hca_object=10",
        "/u/memory.high = 900", "/u/io.max = 8:0 rbps=1", "/u/io.max = 8:16 wbps=2",
    }));

    [Test]
    public void On_v1_every_field_has_its_file_as_it_is() => Assert.That(Writes(V1, Everything with { Network = new() { ClassId = 0x100001, Priorities = [new() { Name = "eth0", Priority = 5 }] } }, ["blkio.weight"]), Is.EqualTo(new[]
    {
        "/cpu/cpu.shares = 1024", "/cpu/cpu.cfs_period_us = 100000", "/cpu/cpu.cfs_quota_us = 50000", "/cpu/cpu.cfs_burst_us = 20000", "/cpuset/cpuset.mems = 0", "/cpuset/cpuset.cpus = 0-1",
        "/memory/memory.limit_in_bytes = 1000", "/memory/memory.memsw.limit_in_bytes = 3000", "/memory/memory.soft_limit_in_bytes = 500", "/pids/pids.max = 7",
        "/blkio/blkio.bfq.weight = 505", "/blkio/blkio.bfq.weight_device = 8:0 100", "/blkio/blkio.throttle.read_bps_device = 8:0 9", "/blkio/blkio.throttle.write_iops_device = 8:16 0",
        "/hugetlb/hugetlb.2MB.limit_in_bytes = 4096", "/hugetlb/hugetlb.2MB.rsvd.limit_in_bytes = 4096", "/net_cls/net_cls.classid = 1048577", "/net_prio/net_prio.ifpriomap = eth0 5",
        "/rdma/rdma.max = mlx5_0 hca_handle=3 hca_object=10",
    }));

    [TestCase("memory.limit_in_bytes", "500", new[] { "memsw.limit_in_bytes = 3000", "limit_in_bytes = 1000" })]
    [TestCase("memory.limit_in_bytes", "5000", new[] { "limit_in_bytes = 1000", "memsw.limit_in_bytes = 3000" })]
    public void On_v1_memory_and_swap_are_raised_before_and_lowered_after_memory(string file, string now, string[] order) =>
        Assert.That(Writes(V1, new() { Memory = new() { Limit = 1000, Swap = 3000 } }, null, (file, now)), Is.EqualTo(order.Select(write => $"/memory/memory.{write}")));

    [Test]
    public void No_limit_on_memory_lifts_that_on_swap_too()
    {
        Assert.That(Writes(V1, new() { Memory = new() { Limit = -1 } }), Is.EqualTo(new[] { "/memory/memory.memsw.limit_in_bytes = -1", "/memory/memory.limit_in_bytes = -1" }));
        Assert.That(Writes(V2, new() { Memory = new() { Limit = -1 } }), Is.EqualTo(new[] { "/u/memory.swap.max = max", "/u/memory.max = max" }));
        Assert.That(Writes(V2, new() { Memory = new() { Limit = -1 } }, ["memory.swap.max"]), Is.EqualTo(new[] { "/u/memory.max = max" }), "a kernel without swap accounting");
    }

    [Test]
    public void Where_the_period_shrinks_the_quota_goes_first_and_a_smaller_burst_before_both()
    {
        var writes = Writes(V1, new() { Cpu = new() { Quota = 5_000, Period = 10_000, Burst = 1_000 } }, null, ("cpu.cfs_period_us", "100000"), ("cpu.cfs_quota_us", "50000"), ("cpu.cfs_burst_us", "9000"));
        Assert.That(writes, Is.EqualTo(new[] { "/cpu/cpu.cfs_burst_us = 1000", "/cpu/cpu.cfs_quota_us = 5000", "/cpu/cpu.cfs_period_us = 10000" }));
    }

    [Test]
    public void A_period_alone_keeps_the_quota() =>
        Assert.That(Writes(V2, new() { Cpu = new() { Period = 20_000 } }, null, ("cpu.max", "5000 100000\n")), Is.EqualTo(new[] { "/u/cpu.max = 5000 20000" }));

    [Test]
    public void Only_an_idle_cgroup_gets_its_weight_before() =>
        Assert.That((Writes(V2, new() { Cpu = new() { Shares = 2, Idle = 1 } }), Writes(V2, new() { Cpu = new() { Shares = 2, Idle = 0 } })),
            Is.EqualTo((new[] { "/u/cpu.weight = 1", "/u/cpu.idle = 1" }, new[] { "/u/cpu.idle = 0", "/u/cpu.weight = 1" })));

    [Test]
    public void What_only_v1_has_is_refused_by_name_on_v2()
    {
        Refused("linux.resources.memory.swappiness", V2, new() { Memory = new() { Swappiness = 60 } });
        Refused("linux.resources.memory.kernelTCP", V2, new() { Memory = new() { KernelTcp = 1000 } });
        Refused("linux.resources.memory.disableOOMKiller", V2, new() { Memory = new() { DisableOomKiller = true } });
        Refused("linux.resources.cpu.realtimeRuntime", V2, new() { Cpu = new() { RealtimeRuntime = 1000 } });
        Refused("linux.resources.cpu.realtimePeriod", V2, new() { Cpu = new() { RealtimePeriod = 1000 } });
        Refused("linux.resources.network.classID", V2, new() { Network = new() { ClassId = 1 } });
        Refused("linux.resources.blockIO.leafWeight", V2, new() { BlockIo = new() { LeafWeight = 100 } });
        Refused("linux.resources.unified[memory.high]", V1, new() { Unified = new Dictionary<string, string> { ["memory.high"] = "1" } });
    }

    [Test]
    public void A_file_that_the_kernel_lacks_is_refused_by_the_field_that_needs_it()
    {
        Refused("linux.resources.hugepageLimits[0]", V2, new() { HugepageLimits = [new() { PageSize = "3GB", Limit = 1 }] }, "hugetlb.3GB.max");
        Refused("linux.resources.memory.swap", V1, new() { Memory = new() { Limit = 5, Swap = 10 } }, "memory.memsw.limit_in_bytes");
        Refused("linux.resources.cpu.burst", V1, new() { Cpu = new() { Quota = 5, Burst = 1 } }, "cpu.cfs_burst_us");
    }

    [Test]
    public void What_does_no_harm_is_let_through_with_a_warning()
    {
        var list = List(V2, new() { Memory = new() { Kernel = 1000, UseHierarchy = false, DisableOomKiller = false, Limit = 0 }, Pids = new() { Limit = 0 }, BlockIo = new() { Weight = 0 } });
        Assert.That(list.Writes, Is.Empty);
        Assert.That(list.Warnings, Has.Count.EqualTo(2).And.Some.Contains("memory.kernel is ignored").And.Some.Contains("useHierarchy is ignored"));
    }

    [Test]
    public void Less_than_what_is_used_is_refused_when_the_bundle_wants_it_checked() =>
        Assert.That(() => Writes(V2, new() { Memory = new() { Limit = 1000, CheckBeforeUpdate = true } }, null, ("memory.current", "2000\n")),
            Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.WrongState));

    [TestCase("../escape"), TestCase("memory.high/x"), TestCase("nodot"), TestCase(".x")]
    public void A_key_of_unified_that_is_no_file_of_a_controller_is_refused(string key) =>
        Assert.That(() => Writes(V2, new() { Unified = new Dictionary<string, string> { [key] = "1" } }), Throws.InstanceOf<Exception>().With.Message.Contains("linux.resources.unified"));

    [TestCase("2MB/../x"), TestCase("MB"), TestCase("0KB"), TestCase("2MB\n")]
    public void A_page_size_that_is_none_is_refused(string size) =>
        Assert.That(() => Writes(V2, new() { HugepageLimits = [new() { PageSize = size, Limit = 1 }] }), Throws.TypeOf<InvalidSpecException>());

    [TestCase(1ul, 1), TestCase(2ul, 1), TestCase(1024ul, 100), TestCase(262_144ul, 10_000), TestCase(ulong.MaxValue, 10_000)]
    public void Shares_become_weights_by_the_runtimes_curve(ulong shares, long weight) => Assert.That(OciScales.WeightOfShares(shares), Is.EqualTo(weight));

    [TestCase(10, 1), TestCase(500, 4950), TestCase(1000, 10_000)]
    public void Weights_of_blkio_become_those_of_io(int blkio, long weight) => Assert.That(OciScales.IoWeightOfBlkio((ushort)blkio), Is.EqualTo(weight));

    private static void Refused(string field, CgroupSet set, OciResources resources, params string[] lacks) =>
        Assert.That(() => Writes(set, resources, lacks), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo(field));
}
