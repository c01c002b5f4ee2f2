using Containment.Linux.Cgroups;
using Containment.Resources.Oci;
using Containment.Resources.Systemd;

namespace Containment.Tests.Resources;

internal sealed class OciPathsTests
{
    private static readonly CgroupBounds Hybrid = CgroupBounds.Of(Machines.HybridMounts, Machines.HybridSelf);

    private static CgroupSet On(string mounts, string self, string? path) => OciPaths.Of(CgroupLayout.Of(mounts, self, _ => "cpu memory"), path, "box");

    [Test]
    public void An_absolute_path_counts_from_the_mount_and_a_relative_one_from_the_own_cgroup()
    {
        var absolute = On(Machines.HybridMounts, Machines.HybridSelf, "/pod/one");
        Assert.That((absolute.Legacy["memory"].Path, absolute.Legacy["name=systemd"].Path, absolute.Unified!.Value.Path), Is.EqualTo(("/sys/fs/cgroup/memory/pod/one", "/sys/fs/cgroup/systemd/pod/one", "/sys/fs/cgroup/unified/pod/one")));
        Assert.That(On(Machines.HybridMounts, Machines.HybridSelf, "pod/one").Legacy["memory"].Path, Is.EqualTo("/sys/fs/cgroup/memory/sessions/one/pod/one"));
        Assert.That(On(Machines.HybridMounts, Machines.HybridSelf, "").Legacy["memory"].Path, Is.EqualTo("/sys/fs/cgroup/memory/sessions/one/box"));
    }

    [Test]
    public void On_v2_a_relative_path_is_beside_the_own_cgroup_which_holds_processes() =>
        Assert.That(On(Machines.UnifiedMounts, Machines.UnifiedSelf, null).Unified!.Value.Path, Is.EqualTo("/sys/fs/cgroup/user.slice/user-1000.slice/box"));

    [TestCase("../../etc", "etc"), TestCase("/../a//b/./c/..", "/a/b"), TestCase("a/../../b", "b")]
    public void Nothing_leads_above_the_root(string path, string clean) => Assert.That(OciPaths.Clean(path), Is.EqualTo(clean));

    [TestCase("/"), TestCase("/.."), TestCase(".")]
    public void The_root_itself_is_refused(string path) =>
        Assert.That(() => On(Machines.UnifiedMounts, Machines.UnifiedSelf, path), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.cgroupsPath"));

    [Test]
    public void A_record_reads_back_as_it_was()
    {
        var record = new OciCgroupRecord(On(Machines.HybridMounts, Machines.HybridSelf, "/pod/libpod-1.scope"), "libpod-1.scope", User: true);
        Assert.That(OciCgroupRecord.Parse(record.ToString(), Hybrid).ToString(), Is.EqualTo(record.ToString()));
        Assert.That(OciCgroupRecord.Parse(record.ToString(), Hybrid).Unit, Is.EqualTo("libpod-1.scope"));
    }

    [TestCase("legacy cpu relative"), TestCase("unified cpu /sys/fs/cgroup/../../etc"), TestCase("scope x\n"), TestCase("scope nobody a.scope\nlegacy cpu /sys/fs/cgroup/cpu/a"), TestCase("other cpu /sys/fs/cgroup/cpu/a")]
    [TestCase("scope system a.scope\nlegacy cpu /sys/fs/cgroup/cpu/b", TestName = "A scope's cgroup of another name"), TestCase("scope system a.service\nlegacy cpu /sys/fs/cgroup/cpu/a.service", TestName = "A service")]
    public void A_damaged_record_is_refused(string record) => Assert.That(() => OciCgroupRecord.Parse(record, Hybrid), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Corrupt));

    [TestCase("unified  /sys/fs/cgroup/unified"), TestCase("unified  /sys/fs/cgroup/unified/"), TestCase("unified  /sys/fs/cgroup/unified/."), TestCase("unified  /sys/fs/cgroup"), TestCase("unified  /"), TestCase("unified  /sys/fs/cgroup/unified2/a")]
    [TestCase("unified  /sys/fs/cgroup/unified/system.slice"), TestCase("unified  /sys/fs/cgroup/memory/pod", TestName = "v1 as v2"), TestCase("legacy memory /sys/fs/cgroup/unified/pod", TestName = "v2 as v1")]
    [TestCase("legacy memory /sys/fs/cgroup/memory"), TestCase("legacy memory /etc"), TestCase("legacy memory /home/someone/files")]
    [TestCase("legacy memory /sys/fs/cgroup/memory/sessions", TestName = "Above our own cgroup"), TestCase("legacy memory /sys/fs/cgroup/memory/sessions/one", TestName = "Our own cgroup")]
    public void A_record_of_what_is_not_one_containers_is_refused(string record) =>
        Assert.That(() => OciCgroupRecord.Parse($"legacy cpu /sys/fs/cgroup/cpu/pod/one\n{record}\n", Hybrid), Throws.TypeOf<ContainmentException>().With.Property("Reason").EqualTo(FailureReason.Corrupt));

    [TestCase("/sys/fs/cgroup/memory/sessions/one/pod"), TestCase("/sys/fs/cgroup/memory/sessions/on"), TestCase("/sys/fs/cgroup/memory/a..b")]
    public void A_record_of_a_cgroup_beside_or_below_our_own_is_taken(string path) =>
        Assert.That(OciCgroupRecord.Parse($"legacy memory {path}\n", Hybrid).Set.Legacy["memory"].Path, Is.EqualTo(path));

    [Test]
    public void A_slice_is_no_containers_cgroup() =>
        Assert.That(() => On(Machines.UnifiedMounts, Machines.UnifiedSelf, "/system.slice"), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.cgroupsPath"));

    [Test]
    public void The_path_for_systemd_is_slice_prefix_and_name()
    {
        Assert.That(ScopeName.Of("machine.slice:libpod:4f2a", "4f2a", user: false), Is.EqualTo(new ScopeName("machine.slice", "libpod-4f2a.scope")));
        Assert.That(ScopeName.Of(null, "4f2a", user: true), Is.EqualTo(new ScopeName("user.slice", "containment-4f2a.scope")));
        Assert.That(ScopeName.Of("::x", "4f2a", user: false), Is.EqualTo(new ScopeName("system.slice", "x.scope")));
        foreach (var wrong in new[] { "/machine.slice/x", "machine:libpod:x", "a/b.slice:libpod:x", "machine.slice:libpod:" })
            Assert.That(() => ScopeName.Of(wrong, "x", user: false), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.cgroupsPath"), wrong);
    }

    [TestCase(long.MaxValue, 1UL, "linux.resources.cpu.quota"), TestCase(10_000_000_000_000, 1UL, "linux.resources.cpu.quota"), TestCase(1, ulong.MaxValue, "linux.resources.cpu.period")]
    public void A_share_that_systemd_cannot_count_is_refused(long quota, ulong period, string field) =>
        Assert.That(() => ScopeProperties.Of(new() { Cpu = new() { Quota = quota, Period = period } }, unified: true), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo(field));

    [Test]
    public void A_large_share_is_told_to_systemd_as_it_is() =>
        Assert.That(ScopeProperties.Of(new() { Cpu = new() { Quota = 20_000_000_000_000, Period = 10_000_000 } }, unified: true).Select(property => string.Join(' ', property)), Does.Contain("CPUQuotaPerSecUSec t 2000000000000"));

    [Test]
    public void A_scope_is_asked_for_with_its_process_delegation_and_limits()
    {
        var resources = new Containment.Bundles.Oci.OciResources { Memory = new() { Limit = 1000, Swap = 1000 }, Cpu = new() { Shares = 1024, Quota = 12_345, Period = 100_000 }, BlockIo = new() { Weight = 500 }, Pids = new() { Limit = -1 } };
        var arguments = string.Join(' ', ScopeProperties.Start(new("a.slice", "b.scope"), "c", 42, ScopeProperties.Of(resources, unified: true), user: false));
        Assert.That(arguments, Is.EqualTo("--system --quiet call org.freedesktop.systemd1 /org/freedesktop/systemd1 org.freedesktop.systemd1.Manager StartTransientUnit ssa(sv)a(sa(sv)) b.scope fail 16 "
            + "Description s c Slice s a.slice PIDs au 1 42 Delegate b true DefaultDependencies b false CPUAccounting b true MemoryAccounting b true TasksAccounting b true IOAccounting b true "
            + "MemoryMax t 1000 MemorySwapMax t 0 CPUWeight t 100 CPUQuotaPerSecUSec t 130000 CPUQuotaPeriodUSec t 100000 IOWeight t 4950 TasksMax t 18446744073709551615 0"));
        var named = ScopeProperties.Of(new() { Unified = new Dictionary<string, string> { ["memory.high"] = "900", ["memory.min"] = "max", ["memory.oom.group"] = "1" } }, unified: true);
        Assert.That(named.Where(property => property[1] == "t").Select(property => string.Join(' ', property)), Is.EqualTo(new[] { "MemoryMin t 18446744073709551615", "MemoryHigh t 900" }));
        Assert.That(ScopeProperties.Of(resources, unified: false).Select(property => property[1]), Has.All.EqualTo("b"), "v1 has other scales");
    }
}
