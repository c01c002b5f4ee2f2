using Containment.Linux.Cgroups;
using Containment.Linux.Mounts;
using Containment.Resources.Hierarchy;
using Containment.Snapshots;

namespace Containment.Tests.Nesting;

internal sealed class NestedPlaceTests
{
    private static CgroupLayout In(string own) => HostCgroups.AboveLeaf(new(new(["pids"], "/sys/fs/cgroup", own), []), above => $"memory pids {above.Length}");

    [Test]
    public void Whoever_is_in_the_leaf_of_another_process_has_the_cgroup_above_it()
    {
        Assert.That((In("/sys/fs/cgroup/containment-host").Unified!.Own, In("/sys/fs/cgroup/a/containment-host").Unified!.Own), Is.EqualTo(("/sys/fs/cgroup", "/sys/fs/cgroup/a")));
        Assert.That(In("/sys/fs/cgroup/containment-host").Unified!.Controllers, Is.EqualTo(new[] { "memory", "pids", "14" }));
    }

    [TestCase("/sys/fs/cgroup")]
    [TestCase("/sys/fs/cgroup/a")]
    [TestCase("/sys/fs/cgroup/containment-host/a")]
    public void Any_other_cgroup_is_what_it_is(string own) => Assert.That((In(own).Unified!.Own, In(own).Unified!.Controllers.Count), Is.EqualTo((own, 1)));

    [Test]
    public void A_state_directory_on_an_overlay_is_refused_with_two_ways_out() =>
        Assert.That(LayerGround.Lack("/s", FileSystemSpace.OverlayType), Does.Contain("/s lies on an overlay").And.Contain("a volume or a tmpfs on /s").And.Contain("--state"));

    [TestCase(FileSystemSpace.BtrfsType)]
    [TestCase(0xef53)]
    [TestCase(0x01021994)]
    public void Elsewhere_it_is_fine(long type) => Assert.That(LayerGround.Lack("/s", type), Is.Null);
}
