using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Scheduling;

/// <summary>The governor where containers can be slowed (memory.high) and relieved of caches (memory.reclaim), instead of held.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class GovernorTests : TestOnMachine
{
    [Test]
    public async Task It_slows_who_grows_and_takes_caches_back_kills_nobody_and_puts_all_back()
    {
        await Disk.MountAsync(Machine, Cancellation);
        await DoAsync($"dd if=/dev/zero of={Disk.Top}/{Id} bs=1M count=28 2> /dev/null; sync; echo 3 > /proc/sys/vm/drop_caches; mkdir -p /tmp/{Id}");
        var found = await ProbeAsync($"govern /tmp/{Id} {GuestPaths.Busybox} {Disk.Top}/{Id} ctgov-{Id}", limit: 300);
        await DoAsync($"rm {Disk.Top}/{Id}");
        Assert.Multiple(() =>
        {
            Assert.That((found["alarms"], found["slowed"], found["asked"], found["failed"]), Is.EqualTo(("True", "True", "True", "")));
            Assert.That(long.Parse(found["taken back"]!, CultureInfo.InvariantCulture), Is.GreaterThan(2 << 20));
            Assert.That((found["kills"], found["high afterwards"], found["undo"]), Is.EqualTo(("0", "max", "False")));
            Assert.That((found["weight"], found["weight afterwards"]), Is.EqualTo(("300", "100")), "as its class says, and then as its own limits do");
        });
    }
}
