using Containment.Linux.Cgroups;

namespace Containment.Tests.Resources;

internal sealed class CgroupLayoutTests
{
    private static CgroupLayout Of(string mounts, string self) => CgroupLayout.Of(mounts, self, _ => "cpuset cpu io memory pids\n");

    [Test]
    public void A_hybrid_machine_has_both_and_each_its_own_place()
    {
        var layout = Of(Machines.HybridMounts, Machines.HybridSelf);
        Assert.That(layout.Unified!.Own, Is.EqualTo("/sys/fs/cgroup/unified"));
        Assert.That(layout.Legacy.Single(h => h.Controllers.Contains("memory")).Own, Is.EqualTo("/sys/fs/cgroup/memory/sessions/one"));
        Assert.That(layout.Legacy.SelectMany(h => h.Controllers), Is.EquivalentTo(new[] { "cpu", "cpuacct", "memory", "pids" }));
    }

    [Test]
    public void A_v1_machine_may_join_controllers_in_one_hierarchy()
    {
        var layout = Of(Machines.LegacyMounts, Machines.LegacySelf);
        Assert.That(layout.Unified, Is.Null);
        var joined = layout.Legacy.Single(h => h.Controllers.Contains("cpu"));
        Assert.That(joined.Controllers, Is.EqualTo(new[] { "cpu", "cpuacct" }));
        Assert.That(joined.Own, Is.EqualTo("/sys/fs/cgroup/cpu,cpuacct/system.slice/app.service"));
    }

    [Test]
    public void A_v2_machine_has_controllers_that_are_handed_down()
    {
        var layout = Of(Machines.UnifiedMounts, Machines.UnifiedSelf);
        Assert.That(layout.Legacy, Is.Empty);
        Assert.That(layout.Unified!.Own, Is.EqualTo("/sys/fs/cgroup/user.slice/user-1000.slice/session-3.scope"));
        Assert.That(layout.Unified.Controllers, Does.Contain("memory"));
    }

    [Test]
    public void In_a_cgroup_namespace_the_own_cgroup_is_the_top() =>
        Assert.That(Of(Machines.NamespacedMounts, "5:memory:/\n").Legacy.Single().Own, Is.EqualTo("/sys/fs/cgroup/memory"));

    [Test]
    public void Without_a_cgroup_namespace_the_path_is_counted_from_the_root_of_the_mount()
    {
        var layout = Of(Machines.BoundMounts, Machines.BoundSelf);
        Assert.That(layout.Legacy.Select(h => h.Own), Is.EqualTo(new[] { "/sys/fs/cgroup/memory", "/sys/fs/cgroup/with space/below" }));
    }

    [Test]
    public void A_hierarchy_in_which_the_own_cgroup_cannot_be_seen_is_left_out() =>
        Assert.That(Of(Machines.BoundMounts, "5:memory:/elsewhere\n4:pids:/../outside\n").Legacy, Is.Empty);

    [Test]
    public void Texts_without_any_cgroup_are_an_empty_layout() =>
        Assert.That(Of("22 27 0:20 / /sys rw - sysfs sysfs rw\nbroken\n", "\n"), Is.EqualTo(new CgroupLayout(null, [])).Using<CgroupLayout>((a, b) => a.Unified == b.Unified && a.Legacy.Count == b.Legacy.Count));
}
