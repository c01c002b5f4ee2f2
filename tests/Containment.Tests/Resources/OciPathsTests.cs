using Containment.Linux.Cgroups;
using Containment.Resources.Oci;
using Containment.Resources.Systemd;

namespace Containment.Tests.Resources;

internal sealed class OciPathsTests
{
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
        var record = new OciCgroupRecord(On(Machines.HybridMounts, Machines.HybridSelf, "/pod/one"), "libpod-1.scope", User: true);
        Assert.That(OciCgroupRecord.Parse(record.ToString()).ToString(), Is.EqualTo(record.ToString()));
        Assert.That(OciCgroupRecord.Parse(record.ToString()).Unit, Is.EqualTo("libpod-1.scope"));
    }

    [TestCase("legacy cpu relative"), TestCase("unified cpu /sys/fs/cgroup/../../etc"), TestCase("scope x\n"), TestCase("scope nobody a.scope\nlegacy cpu /a")]
    public void A_damaged_record_is_refused(string record) => Assert.That(() => OciCgroupRecord.Parse(record), Throws.TypeOf<FormatException>());

    [Test]
    public void The_path_for_systemd_is_slice_prefix_and_name()
    {
        Assert.That(ScopeName.Of("machine.slice:libpod:4f2a", "4f2a", user: false), Is.EqualTo(new ScopeName("machine.slice", "libpod-4f2a.scope")));
        Assert.That(ScopeName.Of(null, "4f2a", user: true), Is.EqualTo(new ScopeName("user.slice", "containment-4f2a.scope")));
        Assert.That(ScopeName.Of("::x", "4f2a", user: false), Is.EqualTo(new ScopeName("system.slice", "x.scope")));
        foreach (var wrong in new[] { "/machine.slice/x", "machine:libpod:x", "a/b.slice:libpod:x", "machine.slice:libpod:" })
            Assert.That(() => ScopeName.Of(wrong, "x", user: false), Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.cgroupsPath"), wrong);
    }

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
