using Containment.Linux.Cgroups;
using Containment.Resources.Hierarchy;

namespace Containment.Tests.Resources;

internal sealed class CgroupNamesTests
{
    private static readonly CgroupLayout Hybrid = CgroupLayout.Of(Machines.HybridMounts, Machines.HybridSelf, _ => "");

    [Test]
    public void Cgroups_are_below_the_own_cgroup() =>
        Assert.That(CgroupNames.SetOf(Hybrid, null, "x").Legacy["memory"].Path, Is.EqualTo("/sys/fs/cgroup/memory/sessions/one/x"));

    [Test]
    public void A_relative_parent_is_counted_from_the_own_cgroup() =>
        Assert.That(CgroupNames.SetOf(Hybrid, "a/b", "x").Legacy["memory"].Path, Is.EqualTo("/sys/fs/cgroup/memory/sessions/one/a/b/x"));

    [Test]
    public void An_absolute_parent_is_counted_from_the_top() =>
        Assert.That(CgroupNames.SetOf(Hybrid, "/a", "x").Legacy["memory"].Path, Is.EqualTo("/sys/fs/cgroup/memory/a/x"));

    [Test]
    public void Two_state_directories_give_one_id_two_names() =>
        Assert.That(CgroupNames.NameOf("/a", "web"), Is.Not.EqualTo(CgroupNames.NameOf("/b", "web")).And.EndsWith("-web"));

    [Test]
    public void A_directory_is_a_containers_by_its_name()
    {
        Assert.That(CgroupNames.IsOf("web", $"/sys/fs/cgroup/{CgroupNames.NameOf("/a", "web")}"), Is.True);
        string[] others = [CgroupNames.NameOf("/a", "web"), "/sys/fs/cgroup/", "/sys/fs/cgroup/ct-0123abcd-we", "/sys/fs/cgroup/user.slice", $"/sys/{CgroupNames.NameOf("/a", "web")}/below"];
        Assert.That(others.Where(path => CgroupNames.IsOf("web", path)), Is.Empty);
    }

    [Test]
    public void A_set_is_read_back_as_it_was_written()
    {
        var set = CgroupNames.SetOf(CgroupLayout.Of(Machines.HybridMounts, Machines.HybridSelf, _ => "memory pids"), "a b", "x");
        var again = CgroupSet.Parse(set.ToString());
        Assert.That(again.ToString(), Is.EqualTo(set.ToString()));
        Assert.That(again.Find("memory"), Is.EqualTo((new CgroupDirectory("/sys/fs/cgroup/unified/a b/x"), true)));
        Assert.That(again.Find("cpu"), Is.EqualTo((new CgroupDirectory("/sys/fs/cgroup/cpu/a b/x"), false)));
        Assert.That(again.Find("io"), Is.Null);
    }

    [TestCase("/a/../b"), TestCase("."), TestCase("a//b"), TestCase("")]
    public void A_parent_that_leads_elsewhere_is_refused(string parent) =>
        Assert.That(() => new ContainerHostOptions { CgroupParent = parent }, Throws.TypeOf<InvalidSpecException>().With.Property("Field").EqualTo("CgroupParent"));

    [Test]
    public void Controllers_are_handed_down_from_the_own_cgroup_to_the_parent()
    {
        var own = new CgroupHierarchy([], "/top", "/top/own");
        Assert.That(UnifiedBranch.Levels(own, "/top/own/a/b"), Is.EqualTo(new[] { "/top/own", "/top/own/a", "/top/own/a/b" }));
        Assert.That(UnifiedBranch.Levels(own, "/top/other"), Is.EqualTo(new[] { "/top", "/top/other" }));
        Assert.That(UnifiedBranch.Missing("cpu io memory pids rdma\n", "io\n"), Is.EqualTo("+cpu +memory +pids"));
        Assert.That(UnifiedBranch.Missing("memory", "memory"), Is.Empty);
    }
}
