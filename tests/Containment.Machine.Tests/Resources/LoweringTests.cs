using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Memory is lowered below what is in use by memory.high and memory.reclaim, and nobody is killed.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class LoweringTests : TestOnMachine
{
    [Test]
    public async Task Page_cache_gives_way_to_a_lower_limit()
    {
        await Disk.MountAsync(Machine, Cancellation);
        await DoAsync($"dd if=/dev/zero of={Disk.Top}/{Id} bs=1M count=60 2> /dev/null; sync; echo 3 > /proc/sys/vm/drop_caches");
        await BeginAsync($"--memory 128M -v {Disk.Top}:/disk:ro", $"sh -c 'cat /disk/{Id} > /dev/null; sleep 1000'");
        await UntilInUseAsync(50 << 20);
        var found = await ProbeAsync($"lower-memory {Id} 24");
        Assert.That((found["complete"], found["limit"], found["kills"]), Is.EqualTo(("True", "25165824", "0")));
        Assert.That(Number(found["before"]), Is.GreaterThan(Number(found["after"])));
        await DoAsync($"rm {Disk.Top}/{Id}");
    }

    // Without swap, what a program holds can't be taken from it.
    [Test]
    public async Task Memory_that_is_held_stays_and_the_answer_says_how_far_it_got()
    {
        await BeginAsync("--memory 128M", "sh -c 'dd if=/dev/zero of=/dev/shm/held bs=1M count=40; sleep 1000'");
        await UntilInUseAsync(40 << 20);
        var found = await ProbeAsync($"lower-memory {Id} 16");
        Assert.That((found["complete"], found["kills"]), Is.EqualTo(("False", "0")));
        Assert.That(Number(found["reached"]), Is.InRange(40L << 20, 64L << 20));
        Assert.That(await ReadAsync("memory.max"), Is.EqualTo(found["reached"]));
        Assert.That(await ReadAsync("memory.high"), Is.EqualTo("max"), "the way down is not the limit");
        Assert.That(await DoAsync($"containment ps | grep {Id}"), Does.Contain("Running"));
    }

    private Task UntilInUseAsync(long bytes) => DoAsync($"while [ $(cat {Cgroup}/memory.current) -lt {bytes} ]; do sleep 0.2; done");

    private static long Number(string? text) => long.Parse(text!, CultureInfo.InvariantCulture);
}
