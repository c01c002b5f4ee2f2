using Containment.Containers.Life;
using Containment.Resources;

namespace Containment.Tests.Containers;

internal sealed class LimitsMergeTests
{
    private static readonly BlockDevice One = new(8, 0), Two = new(8, 16);

    [Test]
    public void What_a_change_leaves_out_stays()
    {
        var merged = LimitsMerge.Of(new() { MemoryMax = MemoryLimit.MiB(10), Pids = PidsLimit.Of(3) }, new() { Pids = PidsLimit.None });
        Assert.That((merged.MemoryMax, merged.Pids), Is.EqualTo(((MemoryLimit?)MemoryLimit.MiB(10), (PidsLimit?)PidsLimit.None)));
    }

    [Test]
    public void No_field_of_the_limits_is_forgotten()
    {
        var full = new ResourceLimits
        {
            Cpu = CpuLimit.Parse("1.5"), CpuPeriod = CpuPeriod.Parse("50ms"), CpuBurst = CpuBurst.Parse("5ms"), CpuWeight = new CpuWeight(5), CpuIdle = false, CpuSet = CpuSet.Parse("0"), MemoryNodes = CpuSet.Parse("0"), MemoryMax = MemoryLimit.MiB(4), MemoryHigh = MemoryLimit.MiB(3),
            MemoryLow = MemoryLimit.MiB(2), Swap = SwapLimit.Of(0), SwapHigh = SwapLimit.Of(1), Zswap = SwapLimit.Of(2), ZswapWriteback = true,
            MemoryMin = MemoryLimit.MiB(1), OomGroup = true, Pids = PidsLimit.Of(9), IoWeight = new IoWeight(7), Io = [new IoLimit(One)], HugePages = [new(HugePageSize.Parse("2MB"), CountLimit.Of(3))],
            Rdma = [new("mlx5_0") { Handles = CountLimit.Of(1) }], Misc = [new("sev", CountLimit.Of(1))], NetworkClass = NetworkClass.Parse("10:1"), NetworkPriorities = [new("eth0", 5)],
            Devices = [DevicePermission.Allow("c 10:229 rwm")],
        };
        foreach (var merged in (ResourceLimits[])[LimitsMerge.Of(full, ResourceLimits.Unchanged), LimitsMerge.Of(ResourceLimits.Unchanged, full)])
            foreach (var property in typeof(ResourceLimits).GetProperties().Where(property => property.GetMethod!.IsStatic == false))
            {
                Assert.That(property.GetValue(full), Is.Not.Null, $"{property.Name} needs a value in this test");
                Assert.That(property.GetValue(merged), Is.EqualTo(property.GetValue(full)), property.Name);
            }
    }

    [Test]
    public void Limits_of_devices_are_replaced_one_by_one()
    {
        var old = new ResourceLimits { Io = [new IoLimit(One), new IoLimit(Two)] };
        var changed = new IoLimit(Two) { ReadBytes = IoRate.Parse("5") };
        Assert.That(LimitsMerge.Of(old, new() { Io = [changed] }).Io, Is.EqualTo(new[] { new IoLimit(One), changed }));
    }

    [Test]
    public void What_a_change_of_a_device_leaves_out_stays()
    {
        var old = new ResourceLimits { Io = [new IoLimit(One) { ReadBytes = IoRate.Of(5), Weight = new(7) }] };
        Assert.That(LimitsMerge.Of(old, new() { Io = [new IoLimit(One) { WriteBytes = IoRate.Of(9) }] }).Io, Is.EqualTo(new[] { new IoLimit(One) { ReadBytes = IoRate.Of(5), Weight = new(7), WriteBytes = IoRate.Of(9) } }));
    }

    [Test]
    public void Permissions_for_devices_follow_each_other_and_those_without_effect_go()
    {
        ResourceLimits Of(params DevicePermission[] permissions) => new() { Devices = permissions };
        var fuse = DevicePermission.Allow("c 10:229 rw");
        Assert.That(LimitsMerge.Of(Of(fuse), Of(DevicePermission.Deny("c 10:229 w"))).Devices, Is.EqualTo(new[] { fuse, DevicePermission.Deny("c 10:229 w") }));
        Assert.That(LimitsMerge.Of(Of(fuse), Of(DevicePermission.Deny("c 10:* rwm"))).Devices, Is.EqualTo(new[] { DevicePermission.Deny("c 10:* rwm") }));
        Assert.That(LimitsMerge.Of(Of(fuse), Of(DevicePermission.Deny("b 10:229 rwm"))).Devices, Has.Count.EqualTo(2));
    }
}
