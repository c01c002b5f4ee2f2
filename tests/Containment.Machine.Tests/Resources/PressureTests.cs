using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Pressure (PSI) and usage where the controllers are in v2.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class PressureTests : TestOnMachine
{
    [Test]
    public async Task Two_that_want_the_only_CPU_wait_for_it_and_that_is_measured()
    {
        await BeginAsync("", "sh -c 'while :; do :; done & while :; do :; done'");
        await DoAsync($"while grep -q 'some .* total=0$' {Cgroup}/cpu.pressure; do sleep 0.2; done");
        var usage = await ProbeAsync($"usage {Id}");
        Assert.That(double.Parse(usage["cpu.some"]!, CultureInfo.InvariantCulture), Is.Positive);
        Assert.That(usage["memory.some"], Is.EqualTo("0"));
        Assert.That(usage["io.some"], Is.Not.Null);
        Assert.That(int.Parse(usage["pids"]!, CultureInfo.InvariantCulture), Is.GreaterThanOrEqualTo(2));
    }
}
