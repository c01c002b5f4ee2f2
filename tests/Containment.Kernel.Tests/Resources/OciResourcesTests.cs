using System.Text.Json;
using Containment.Bundles.Oci;
using Containment.Kernel.Tests.Needs;
using Containment.Linux.Cgroups;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

/// <summary>Fields of linux.resources on the real files of this machine, whichever version has them.</summary>
[Needs(Need.Root)]
internal sealed class OciResourcesTests
{
    private readonly string _name = $"ct{Guid.NewGuid().ToString("n")[..10]}";

    [TearDown]
    public void Remove()
    {
        foreach (var directory in Directory.EnumerateDirectories("/sys/fs/cgroup", _name, SearchOption.AllDirectories).ToArray()) Assert.That(CgroupTree.TryRemove(new(directory)), directory);
    }

    [Test]
    [Needs(Need.CgroupV1)]
    public async Task Every_field_that_v1_has_reaches_its_file()
    {
        var cgroup = await MakeAsync(new()
        {
            Cpu = new() { Shares = 512, Quota = 40_000, Period = 50_000, Burst = 10_000, Cpus = "0", Mems = "0", Idle = 0 },
            Memory = new() { Limit = 64 << 20, Swap = 96 << 20, Reservation = 32 << 20, Swappiness = 7, KernelTcp = 16 << 20, DisableOomKiller = true, UseHierarchy = true, CheckBeforeUpdate = true },
            Pids = new() { Limit = 31 },
        });
        Assert.That(Files(cgroup, "cpu.shares", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.cfs_burst_us", "cpuset.cpus", "cpuset.mems", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes",
                "memory.soft_limit_in_bytes", "memory.swappiness", "pids.max"),
            Is.EqualTo(new[] { "512", "40000", "50000", "10000", "0", "0", $"{64 << 20}", $"{96 << 20}", $"{32 << 20}", "7", "31" }));
        Assert.That(Files(cgroup, "memory.oom_control")[0], Does.StartWith("oom_kill_disable 1"));
        Assert.That(cgroup.Warnings, Is.Empty);
    }

    [Test]
    [Needs(Need.CgroupV1)]
    public async Task An_update_changes_what_it_names_whichever_way_it_goes()
    {
        var cgroup = await MakeAsync(new() { Cpu = new() { Quota = 50_000, Period = 100_000 }, Memory = new() { Limit = 64 << 20, Swap = 64 << 20 }, Pids = new() { Limit = 31 } });
        await cgroup.ApplyAsync(new() { Memory = new() { Limit = 256 << 20, Swap = 512 << 20 } });
        Assert.That(Files(cgroup, "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "pids.max"), Is.EqualTo(new[] { $"{256 << 20}", $"{512 << 20}", "31" }));
        await cgroup.ApplyAsync(new() { Memory = new() { Limit = 32 << 20, Swap = 48 << 20 }, Cpu = new() { Period = 20_000, Quota = 4_000 } });
        Assert.That(Files(cgroup, "memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "cpu.cfs_quota_us", "cpu.cfs_period_us"), Is.EqualTo(new[] { $"{32 << 20}", $"{48 << 20}", "4000", "20000" }));
        await cgroup.ApplyAsync(new() { Memory = new() { Limit = -1 }, Cpu = new() { Quota = -1 }, Pids = new() { Limit = -1 } });
        Assert.That(Files(cgroup, "memory.memsw.limit_in_bytes", "cpu.cfs_quota_us", "pids.max"), Is.EqualTo(new[] { "9223372036854771712", "-1", "max" }));
    }

    [Test]
    [Needs(Need.CgroupV1)]
    public async Task An_update_of_which_one_part_is_refused_changes_nothing()
    {
        var cgroup = await MakeAsync(new() { Cpu = new() { Shares = 512, Cpus = "0" }, Pids = new() { Limit = 31 } });
        Assert.That(async () => await cgroup.ApplyAsync(new() { Cpu = new() { Shares = 700, Cpus = "4000" } }),
            Throws.TypeOf<KernelException>().With.Message.Contains("linux.resources.cpu.cpus"));
        Assert.That(Files(cgroup, "cpu.shares", "cpuset.cpus", "pids.max"), Is.EqualTo(new[] { "512", "0", "31" }));
    }

    [Test]
    [Needs(Need.CgroupHybrid, Need.HugetlbV2)]
    public async Task Huge_pages_are_bounded_by_the_v2_tree_of_a_hybrid_machine()
    {
        var top = CgroupLayout.Detect().Unified!;
        var (root, before) = (new CgroupDirectory(top.Top), File.ReadAllText($"{top.Top}/cgroup.subtree_control"));
        var cgroup = await MakeAsync(new() { HugepageLimits = [new() { PageSize = "2MB", Limit = 4 << 20 }] });
        try
        {
            Assert.That((await File.ReadAllTextAsync($"{cgroup.Paths[""]}/hugetlb.2MB.max")).Trim(), Is.EqualTo($"{4 << 20}"));
            Assert.That(cgroup.ReadStats().Hugetlb, Does.ContainKey("2MB"));
            Assert.That(async () => await cgroup.ApplyAsync(new() { HugepageLimits = [new() { PageSize = "3MB", Limit = 1 }] }),
                Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Message.Contains("hugepageLimits[0]"));
            await cgroup.ApplyAsync(new() { Unified = new Dictionary<string, string> { ["hugetlb.2MB.max"] = "max" } });
            Assert.That((await File.ReadAllTextAsync($"{cgroup.Paths[""]}/hugetlb.2MB.max")).Trim(), Is.EqualTo("max"));
        }
        finally
        {
            await cgroup.DeleteAsync();
            // As it was, unless somebody else's cgroups need it by now.
            if (!before.Contains("hugetlb", StringComparison.Ordinal)) _ = OffAgain(root);
        }
    }

    [Test]
    [Needs(Need.CgroupHybrid, Need.HugetlbV2)]
    public async Task A_container_of_the_library_gets_what_only_v2_has_too()
    {
        var top = CgroupLayout.Detect().Unified!;
        var (root, before) = (new CgroupDirectory(top.Top), await File.ReadAllTextAsync($"{top.Top}/cgroup.subtree_control"));
        await using (var host = new CgroupHost(Tree.Machine, create: false))
        {
            var cgroup = ContainerCgroup.Create(host.Host, host.Id, null, new() { HugepageLimits = [new() { PageSize = "2MB", Limit = 4 << 20 }] });
            Assert.That((await File.ReadAllTextAsync($"{cgroup.Placement.UnifiedDirectory}/hugetlb.2MB.max")).Trim(), Is.EqualTo($"{4 << 20}"));
            await cgroup.DeleteAsync();
            Assert.That(() => ContainerCgroup.Create(host.Host, host.Id, null, new() { Network = new() { ClassId = 1 } }),
                Throws.TypeOf<ContainmentException>().With.Property("Subject").EqualTo("linux.resources.network.classID"));
            Assert.That(host.Left, Is.Empty);
        }
        if (!before.Contains("hugetlb", StringComparison.Ordinal)) _ = OffAgain(root);
    }

    [Test]
    [Needs(Need.CgroupHybrid)]
    public void What_the_machine_lacks_is_refused_by_the_name_of_the_field()
    {
        Refused("linux.resources.network.classID", new() { Network = new() { ClassId = 1 } });
        Refused("linux.resources.network.priorities[0]", new() { Network = new() { Priorities = [new() { Name = "lo", Priority = 1 }] } });
        Refused("linux.resources.rdma.mlx5_0", new() { Rdma = new Dictionary<string, OciRdma> { ["mlx5_0"] = new() { HcaHandles = 1 } } });
        Refused("linux.resources.unified[memory.high]", new() { Unified = new Dictionary<string, string> { ["memory.high"] = "1000000" } });
        Refused("linux.resources.blockIO.leafWeight", new() { BlockIo = new() { LeafWeight = 100 } });
    }

    [Test, CancelAfter(30_000)]
    public async Task Usage_is_told_in_the_shape_that_callers_of_events_know(CancellationToken cancellationToken)
    {
        var cgroup = await MakeAsync(new() { Memory = new() { Limit = 64 << 20 }, Pids = new() { Limit = 31 } });
        using (var load = new Load(cgroup.Placement, "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; sleep 60"))
        {
            await load.Output.ReadLineAsync(cancellationToken);
            using var json = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(cgroup.ReadStats(), CgroupStatsJson.Default.CgroupStats));
            var root = json.RootElement;
            Assert.That(root.GetProperty("cpu").GetProperty("usage").GetProperty("total").GetUInt64(), Is.GreaterThan(1_000_000));
            Assert.That(root.GetProperty("memory").GetProperty("usage").GetProperty("limit").GetUInt64(), Is.EqualTo(64 << 20));
            Assert.That(root.GetProperty("memory").GetProperty("usage").GetProperty("usage").GetUInt64(), Is.InRange(1, 64 << 20));
            Assert.That(root.GetProperty("memory").GetProperty("raw").EnumerateObject().Count(), Is.GreaterThan(10));
            Assert.That(root.GetProperty("pids").GetProperty("limit").GetUInt64(), Is.EqualTo(31));
            Assert.That(root.GetProperty("pids").GetProperty("current").GetUInt64(), Is.InRange(1, 3));
            Assert.That(root.EnumerateObject().Select(property => property.Name), Is.EqualTo(new[] { "cpu", "cpuset", "memory", "pids", "blkio", "hugetlb", "intel_rdt", "network_interfaces" }));
            await cgroup.KillAsync(cancellationToken);
        }
        await cgroup.DeleteAsync(cancellationToken);
    }

    private static bool OffAgain(CgroupDirectory root)
    {
        try
        {
            root.Write("cgroup.subtree_control", "-hugetlb");
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private Task<OciCgroup> MakeAsync(OciResources resources) => OciCgroup.CreateAsync(new(_name) { Resources = resources });

    private void Refused(string field, OciResources resources)
    {
        Assert.That(async () => await MakeAsync(resources), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Unsupported).And.Property("Subject").EqualTo(field));
        Assert.That(Directory.EnumerateDirectories("/sys/fs/cgroup", _name, SearchOption.AllDirectories), Is.Empty);
    }

    private static string[] Files(OciCgroup cgroup, params string[] files) =>
        [.. files.Select(file => File.ReadAllText($"{cgroup.Paths[file.Split('.')[0]]}/{file}").Trim())];
}
