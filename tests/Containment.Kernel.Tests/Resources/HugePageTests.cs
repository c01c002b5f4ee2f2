using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[Needs(Need.Root, Need.HugetlbV2)]
internal sealed class HugePageTests
{
    [Test]
    public async Task Huge_pages_are_limited_and_read_back()
    {
        var size = HugePageSize.Parse("2MB");
        await using var host = new CgroupHost(Tree.Machine, new() { HugePages = [new(size, CountLimit.Of(3))] });
        Assert.That(host.Cgroup.ReadLimits().HugePages, Is.EqualTo(new[] { new HugePageLimit(size, CountLimit.Of(3)) }));
        var set = await host.Cgroup.ApplyAsync(new() { HugePages = [new(size, CountLimit.Of(0))] });
        Assert.That(set.Limits.HugePages, Is.EqualTo(new[] { new HugePageLimit(size, CountLimit.Of(0)) }));
        Assert.That((await host.Cgroup.ApplyAsync(new() { HugePages = [new(size, CountLimit.None)] })).Limits.HugePages, Is.Empty);
    }

    [Test]
    public async Task Huge_pages_are_limited_also_of_a_container_that_was_made_without()
    {
        await using var host = new CgroupHost(Tree.Machine);
        using var load = new Load(host.Cgroup, "exec sleep 60");
        var set = await host.Cgroup.ApplyAsync(new() { HugePages = [new(HugePageSize.Parse("2MB"), CountLimit.Of(5))] });
        Assert.That(set.Limits.HugePages.Single().Pages, Is.EqualTo(CountLimit.Of(5)));
    }
}
