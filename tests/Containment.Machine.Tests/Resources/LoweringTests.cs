using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Memory is lowered below what is in use by memory.high and memory.reclaim, and nobody is killed.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class LoweringTests : TestOnMachine
{
    [Test]
    public async Task Memory_that_is_held_stays_and_the_answer_says_how_far_it_got()
    {
        await BeginAsync("--memory 128M", "sh -c 'dd if=/dev/zero of=/dev/shm/held bs=1M count=40; sleep 1000'");
        await DoAsync($"while [ $(cat {Cgroup}/memory.current) -lt 41943040 ]; do sleep 0.2; done");
        var found = await ProbeAsync($"lower-memory {Id} 16");
        Assert.That((found["complete"], found["kills"]), Is.EqualTo(("False", "0")));
        Assert.That(long.Parse(found["reached"]!, CultureInfo.InvariantCulture), Is.InRange(40L << 20, 64L << 20));
        Assert.That(await ReadAsync("memory.max"), Is.EqualTo(found["reached"]));
        Assert.That(await DoAsync($"containment ps | grep {Id}"), Does.Contain("Running"));
    }
}
