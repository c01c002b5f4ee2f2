using System.Globalization;
using Containment.Kernel.Tests.Needs;
using Containment.Machine.Tests.Machines;

namespace Containment.Machine.Tests.Resources;

/// <summary>Limits of a disk (io.max), which v1 and plain files can't show to hold.</summary>
[Needs(Need.VirtualMachine), CancelAfter(400_000)]
internal sealed class IoTests : TestOnMachine
{
    private string _disk = "";

    [SetUp]
    public async Task Mount()
    {
        await Disk.MountAsync(Machine, Cancellation);
        _disk = await Disk.NumberAsync(Machine, Cancellation);
    }

    // Only the least time that it takes is sure on a busy machine: at 1 MiB a second the last of 4 MiB waits for 3 s at least.
    [Test]
    public async Task Writes_are_held_to_the_limit_of_their_disk()
    {
        await BeginAsync($"-v {Disk.Top}:/disk --no-userns --io {_disk},wbps=1M");
        Assert.That(await ReadAsync("io.max"), Is.EqualTo($"{_disk} rbps=max wbps=1048576 riops=max wiops=max"));
        Assert.That(await SecondsToWriteAsync(), Is.GreaterThan(2));
        Assert.That(await ReadAsync("io.stat"), Does.Match($@"{_disk} .*wbytes=4\d{{6}}"));
    }

    [Test]
    public async Task A_limit_of_a_disk_comes_and_goes_while_the_container_runs()
    {
        await BeginAsync("");
        await DoAsync($"containment set --io {_disk},rbps=2M,wiops=50 {Id}");
        Assert.That(await ReadAsync("io.max"), Is.EqualTo($"{_disk} rbps=2097152 wbps=max riops=max wiops=50"));
        await DoAsync($"containment set --io {_disk},rbps=none,wiops=none {Id}");
        Assert.That(await ReadAsync("io.max"), Is.Empty);
    }

    private async Task<double> SecondsToWriteAsync()
    {
        var times = await DoAsync($"cut -d' ' -f1 /proc/uptime; containment exec {Id} dd if=/dev/zero of=/disk/{Id} bs=64k count=64 oflag=direct; cut -d' ' -f1 /proc/uptime; rm {Disk.Top}/{Id}");
        var (before, after) = times.Split('\n') is [var first, .., var last] ? (first, last) : throw new AssertionException(times);
        return double.Parse(after, CultureInfo.InvariantCulture) - double.Parse(before, CultureInfo.InvariantCulture);
    }
}
