using Containment.Kernel.Tests.Needs;
using Containment.Resources;

namespace Containment.Kernel.Tests.Resources;

[TestFixture(Tree.Machine)]
[TestFixture(Tree.LegacyOnly)]
[Needs(Need.Root)]
internal sealed class AllControllersTests(Tree tree)
{
    [Test]
    public async Task Period_and_burst_are_in_force_and_read_back()
    {
        await using var host = new CgroupHost(tree, new() { Cpu = CpuLimit.Of(0.5), CpuPeriod = CpuPeriod.Parse("20ms"), CpuBurst = CpuBurst.Parse("5ms") });
        var limits = host.Cgroup.ReadLimits();
        Assert.That((limits.Cpu, limits.CpuPeriod, limits.CpuBurst), Is.EqualTo(((CpuLimit?)CpuLimit.Of(0.5), (CpuPeriod?)CpuPeriod.Parse("20ms"), (CpuBurst?)CpuBurst.Parse("5ms"))));
        var set = await host.Cgroup.ApplyAsync(new() { CpuPeriod = CpuPeriod.Parse("200ms") });
        Assert.That((set.Limits.Cpu, set.Limits.CpuPeriod), Is.EqualTo(((CpuLimit?)CpuLimit.Of(0.5), (CpuPeriod?)CpuPeriod.Parse("200ms"))));
        set = await host.Cgroup.ApplyAsync(new() { Cpu = CpuLimit.Of(0.02), CpuBurst = CpuBurst.None });
        Assert.That((set.Limits.Cpu, set.Limits.CpuBurst), Is.EqualTo(((CpuLimit?)CpuLimit.Of(0.02), (CpuBurst?)CpuBurst.None)));
    }

    [Test]
    public async Task A_burst_above_the_quota_is_refused_with_the_reason()
    {
        await using var host = new CgroupHost(tree, new() { Cpu = CpuLimit.Of(0.1) });
        var refused = await Assert.ThrowsAsync<KernelException>(() => host.Cgroup.ApplyAsync(new() { Pids = PidsLimit.Of(9), CpuBurst = CpuBurst.Parse("50ms") }));
        Assert.That(refused!.Remedy, Does.Contain("quota"));
        Assert.That(host.Cgroup.ReadLimits().Pids, Is.EqualTo(PidsLimit.None));
    }

    [Test]
    public async Task An_idle_container_has_no_weight_until_it_is_idle_no_more()
    {
        await using var host = new CgroupHost(tree, new() { CpuIdle = true });
        Assert.That(host.Cgroup.ReadLimits().CpuIdle, Is.True);
        Assert.That((await Assert.ThrowsAsync<KernelException>(() => host.Cgroup.ApplyAsync(new() { CpuWeight = new(200) })))!.Remedy, Does.Contain("CpuIdle"));
        var set = await host.Cgroup.ApplyAsync(new() { CpuIdle = false, CpuWeight = new(200) });
        Assert.That((set.Limits.CpuIdle, set.Limits.CpuWeight), Is.EqualTo(((bool?)false, (CpuWeight?)new CpuWeight(200))));
    }

    [Test]
    public async Task A_cpu_set_is_lifted_again()
    {
        await using var host = new CgroupHost(tree, new() { CpuSet = new(0) });
        using var load = new Load(host.Cgroup, "exec sleep 60");
        await host.Cgroup.ApplyAsync(new() { CpuSet = CpuSet.All, MemoryNodes = CpuSet.All });
        Assert.That(File.ReadLines($"/proc/{load.Id}/status").Single(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)).Split('\t')[1], Is.Not.EqualTo("0"));
    }
}
