using Containment.Bundles.Oci;
using Containment.Resources;

namespace Containment.Tests.Resources;

internal sealed class OciLimitsTests
{
    [Test]
    public void Nothing_said_changes_nothing() => Assert.That(OciLimits.From(new()) with { Io = ResourceLimits.Unchanged.Io }, Is.EqualTo(ResourceLimits.Unchanged));

    [Test]
    public void Limits_of_a_config_become_ours()
    {
        var limits = OciLimits.From(new()
        {
            Cpu = new() { Quota = 50_000, Period = 100_000, Shares = 2048, Cpus = "0-1" },
            Memory = new() { Limit = 64 << 20, Reservation = 32 << 20, Swap = 96 << 20 },
            Pids = new() { Limit = 32 },
            BlockIo = new() { ThrottleReadBpsDevice = [new() { Major = 8, Minor = 0, Rate = 1 << 20 }], ThrottleWriteIopsDevice = [new() { Major = 8, Minor = 0, Rate = 10 }] },
        });
        Assert.Multiple(() =>
        {
            Assert.That(limits.Cpu, Is.EqualTo(CpuLimit.Of(0.5)));
            Assert.That(limits.CpuWeight, Is.EqualTo(new CpuWeight(200)));
            Assert.That(limits.CpuSet, Is.EqualTo(CpuSet.Parse("0-1")));
            Assert.That(limits.MemoryMax, Is.EqualTo(MemoryLimit.MiB(64)));
            Assert.That(limits.MemoryLow, Is.EqualTo(MemoryLimit.MiB(32)));
            Assert.That(limits.Swap, Is.EqualTo(SwapLimit.Of(32 << 20)));
            Assert.That(limits.Pids, Is.EqualTo(PidsLimit.Of(32)));
            Assert.That(limits.Io.Single(), Is.EqualTo(new IoLimit(new(8, 0)) { ReadBytes = IoRate.Of(1 << 20), WriteOperations = IoRate.Of(10) }));
        });
    }

    [Test]
    public void Minus_one_lifts_a_limit()
    {
        var limits = OciLimits.From(new() { Cpu = new() { Quota = -1 }, Memory = new() { Limit = -1, Swap = -1 }, Pids = new() { Limit = -1 } });
        Assert.That((limits.Cpu, limits.MemoryMax, limits.Swap, limits.Pids), Is.EqualTo(((CpuLimit?)CpuLimit.None, (MemoryLimit?)MemoryLimit.None, (SwapLimit?)SwapLimit.None, (PidsLimit?)PidsLimit.None)));
    }

    [Test]
    public void Less_swap_than_memory_is_refused_by_name() =>
        Assert.That(() => OciLimits.From(new() { Memory = new() { Limit = 100, Swap = 50 } }), Throws.InstanceOf<InvalidSpecException>().With.Property("Field").EqualTo("linux.resources.memory.swap"));
}
