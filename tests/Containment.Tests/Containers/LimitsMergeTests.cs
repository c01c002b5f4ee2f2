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
            Cpu = CpuLimit.Parse("1.5"), CpuWeight = new CpuWeight(5), CpuSet = CpuSet.Parse("0"), MemoryNodes = CpuSet.Parse("0"), MemoryMax = MemoryLimit.MiB(4), MemoryHigh = MemoryLimit.MiB(3),
            MemoryLow = MemoryLimit.MiB(2), Swap = SwapLimit.Of(0), Pids = PidsLimit.Of(9), IoWeight = new IoWeight(7), Io = [new IoLimit(One)],
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
}
